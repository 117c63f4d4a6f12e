import path from 'node:path';
import type { OwnedRoot } from '../../artifact/owned-root.ts';
import type { Agent } from '../agent.ts';

/** A build directory in memory. */
export type MemoryRoot = OwnedRoot & { readonly limitBytes: number };

/** In the root, beside its marker: seeding puts a directory in this place by a rename. */
export function buildDirectoryIn(root: Pick<OwnedRoot, 'path'>): string {
  return path.join(root.path, 'cargo');
}

/** The one that the agent's environment names, null where it builds on the disk. */
export function memoryInUse({
  roots,
  environment,
}: Pick<Agent, 'roots' | 'environment'>): MemoryRoot | null {
  for (const root of roots) {
    if (root.kind !== 'memory' || root.limitBytes === undefined) continue;
    if (environment['CARGO_BUILD_BUILD_DIR'] === buildDirectoryIn(root)) {
      return { ...root, limitBytes: root.limitBytes };
    }
  }
  return null;
}

/** Of cargo's own, those that do no more than build, or run tests, and so may be run once more. */
const repeatable: ReadonlySet<string> = new Set(['build', 'check', 'clippy', 'nextest', 'test']);

export function isRepeatable([program = '', subCommand = '']: readonly string[]): boolean {
  return path.basename(program) === 'cargo' && repeatable.has(subCommand);
}
