import type { ProcessEntry } from '../../process/process-entry.ts';
import { readProcessTable } from '../../process/process-table.ts';
import { MachineMeter } from '../../metrics/machine.ts';
import type { GateLimits } from '../gates.ts';
import { readMachineLimits } from '../machine-limits.ts';
import type { Machine } from './admission.ts';
import type { LeaseRecord } from './lease.ts';

/** The part of the memory that is never given to builds, and at least how much; bytes. */
const reserve = { share: 0.05, least: 512 * 1024 ** 2 } as const;

/** The machine as it is at this moment. What costs is only read when somebody asks for it. */
export function readMachine(limits: GateLimits): Machine {
  const { cores, memoryBytes } = readMachineLimits();
  const { memoryUsed, memoryTotal, pressure } = new MachineMeter().sample();
  let table: readonly ProcessEntry[] | undefined;
  return {
    limits,
    cores,
    memory: {
      // A control group may leave less than the machine has.
      available: Math.max(0, Math.min(memoryTotal, memoryBytes) - memoryUsed),
      reserve: Math.max(reserve.least, memoryBytes * reserve.share),
      pressure: pressure.memory,
    },
    residentOf: (lease) => residentOf(lease, (table ??= readProcessTable())),
  };
}

/** Of the command, what descends from it, and its session. */
function residentOf({ command }: LeaseRecord, table: readonly ProcessEntry[]): number {
  if (command === null) return 0;
  const members = new Set([command.pid]);
  for (let grown = true; grown;) {
    grown = false;
    for (const { pid, parentPid, session } of table) {
      if (members.has(pid) || !(members.has(parentPid) || session === command.pid)) continue;
      members.add(pid);
      grown = true;
    }
  }
  return table
    .filter(({ pid }) => members.has(pid))
    .reduce((total, { residentBytes }) => total + residentBytes, 0);
}
