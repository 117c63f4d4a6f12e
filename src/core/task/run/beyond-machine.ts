import { formatBytes } from '../../quantities.ts';
import type { MachineLimits } from '../../resource/machine-limits.ts';
import type { TaskDeclaration } from '../declaration/declaration.ts';

/**
 * Which tasks need more than this machine will ever have, in a sentence each. They are run all the same: what a project
 * says of its needs is often too much, and the machines of others may have it.
 */
export function beyondMachine(
  tasks: Iterable<Pick<TaskDeclaration, 'name' | 'needs'>>,
  { cores, memoryBytes }: MachineLimits,
): string[] {
  return [...tasks].flatMap(({ name, needs }) => [
    ...((needs.memoryBytes ?? 0) > memoryBytes
      ? [
          `"${name}" needs ${formatBytes(needs.memoryBytes ?? 0)} of memory, and this machine has ${formatBytes(memoryBytes)}: it is run all the same, and may be killed for want of it.`,
        ]
      : []),
    // One is what every task needs, also where a control group leaves half of one.
    ...(needs.cores > Math.max(1, cores)
      ? [
          `"${name}" needs ${String(needs.cores)} processors, and this machine has ${String(cores)}: it is run all the same, and takes longer.`,
        ]
      : []),
  ]);
}
