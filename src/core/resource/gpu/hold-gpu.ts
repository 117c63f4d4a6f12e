import path from 'node:path';
import type { Location } from '../../location.ts';
import type { ProcessIdentity } from '../../process/identity.ts';
import { holdSlot } from '../pool/held-slot.ts';
import { listSlots } from '../pool/list-slots.ts';
import type { Gpus } from './gpus.ts';

/** A GPU that a command has to itself, free again as soon as that is gone, however it goes. */
export interface HeldGpu {
  readonly variables: Readonly<Record<string, string>>;
  bind(command: ProcessIdentity): void;
  release(): void;
}

export interface GpuRequest {
  readonly location: Pick<Location, 'home'>;
  readonly gpus: Gpus;
  readonly agent: string | null;
  readonly signal: AbortSignal;
  /** Called with the reason, a sentence that names who is in the way, once it is clear that it has to wait. */
  readonly onWait: (reason: string) => void;
}

/**
 * Waits for one of the machine's GPUs and takes it, on Linux. Elsewhere nobody is kept apart from anybody, and every
 * command sees all of them.
 */
export async function holdGpu(request: GpuRequest): Promise<HeldGpu> {
  const { location, gpus, agent, signal, onWait } = request;
  const directory = path.join(location.home, 'locks', 'gpus');
  const slot = await holdSlot({
    directory,
    agent,
    count: gpus.count,
    signal,
    onWait: () => {
      onWait(reasonFor(directory, gpus.count));
      return Promise.resolve();
    },
  });
  if (slot === null) return { variables: {}, bind: () => undefined, release: () => undefined };
  return { ...slot, variables: gpus.variablesOf(slot.number - 1) };
}

function reasonFor(directory: string, count: number): string {
  const taken = listSlots(directory);
  const names = [...new Set(taken.map(({ agent }) => agent ?? 'somebody'))];
  const whose = names.length === 0 ? '' : `, by ${names.join(', ')}`;
  return `Waits: GPU: ${String(taken.length)} of ${String(count)} in use${whose}.`;
}
