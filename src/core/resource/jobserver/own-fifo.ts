import { readdirSync } from 'node:fs';
import path from 'node:path';
import { identify, isAlive, type ProcessIdentity } from '../../process/identity.ts';

/**
 * The tools that make a FIFO of their own out of the one of their shell or command (environment/job-wrappers.ts), so
 * that what one of them holds when it is killed is told from what the others hold, and comes back.
 */
export const ownFifoTools = ['cargo', 'make', 'ninja'] as const;

export type OwnFifoTool = (typeof ownFifoTools)[number];

/** A build that has a FIFO of its own. */
export interface OwnFifo {
  /** Absolute. */
  readonly fifo: string;
  /** The one that it stems from, absolute. */
  readonly parent: string;
  readonly tool: string;
  /** Null once it has ended. */
  readonly builder: ProcessIdentity | null;
}

const names = new RegExp(`^([0-9a-f]+)\\.(\\d+)\\.(${ownFifoTools.join('|')})$`);

/** For sh(1): where a tool has its FIFO. `$$` is the tool's own pid, as the script becomes the tool. */
export function ownFifoName(tool: OwnFifoTool): string {
  return `$LANEKEEPER_JOBS.$$.${tool}`;
}

/** Those that lie in a directory, but for `known` ones. */
export function findOwnFifos(directory: string, known: ReadonlySet<string>): OwnFifo[] {
  return fileNames(directory).flatMap((name) => {
    const [, stem, pid, tool] = names.exec(name) ?? [];
    const fifo = path.join(directory, name);
    if (stem === undefined || tool === undefined || known.has(fifo)) return [];
    return [{ fifo, parent: path.join(directory, stem), tool, builder: identify(Number(pid)) }];
  });
}

/** Whether the build that a FIFO was made for has ended; false for one that is a whole command's. */
export function hasEnded(builder: ProcessIdentity | null): boolean {
  return builder !== null && !isAlive(builder);
}

export function fileNames(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    // Not made yet.
    return [];
  }
}
