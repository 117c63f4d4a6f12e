import type { FingerprintParts } from './fingerprint.ts';

/** One thing in which a task differs from when it was last done. */
export interface Difference {
  readonly kind:
    | 'command'
    | 'directory'
    | 'outputs'
    | 'platform'
    | 'toolchain'
    | 'environment'
    | 'input'
    | 'upstream';
  /** The file, variable or task; '' where the kind says it all. */
  readonly name: string;
  readonly change: 'added' | 'removed' | 'changed';
}

const plain = ['command', 'directory', 'outputs', 'platform', 'toolchain'] as const;

const lists = [
  ['environment', 'environment'],
  ['input', 'inputs'],
  ['upstream', 'upstream'],
] as const;

/** All differences, in the order in which a person wants to hear of them. */
export function differencesBetween(
  before: FingerprintParts,
  after: FingerprintParts,
): Difference[] {
  const differences: Difference[] = plain
    .filter((kind) => JSON.stringify(before[kind]) !== JSON.stringify(after[kind]))
    .map((kind) => ({ kind, name: '', change: 'changed' }));
  for (const [kind, list] of lists) {
    const old = new Map(before[list]);
    const current = new Map(after[list]);
    for (const [name, value] of current) {
      const was = old.get(name);
      if (was === undefined) differences.push({ kind, name, change: 'added' });
      else if (was !== value) differences.push({ kind, name, change: 'changed' });
    }
    for (const name of old.keys()) {
      if (!current.has(name)) differences.push({ kind, name, change: 'removed' });
    }
  }
  return differences;
}

/** "input packages/a/src/main.rs changed" */
export function describeDifference({ kind, name, change }: Difference): string {
  return name === '' ? `the ${kind} ${change}` : `${kind} ${name} ${change}`;
}
