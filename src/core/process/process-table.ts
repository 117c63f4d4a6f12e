import { readdirSync } from 'node:fs';
import type { ProcessEntry } from './process-entry.ts';
import { readProcStat } from './proc-stat.ts';
import { readPs } from './ps-table.ts';

export type { ProcessEntry } from './process-entry.ts';

/**
 * Every process of the machine that this user may see, zombies included. Synchronous on purpose: read straight from
 * /proc it takes about 15 µs a process, and half of what asynchronous reads of the same files cost (docs/processes.md).
 * Throws `platform-unsupported` on Windows.
 */
export function readProcessTable(): readonly ProcessEntry[] {
  if (process.platform !== 'linux') return readPs();
  const table: ProcessEntry[] = [];
  for (const name of readdirSync('/proc')) {
    const first = name.charCodeAt(0);
    if (first < 0x30 || first > 0x39) continue;
    const entry = readProcStat(Number(name));
    if (entry) table.push(entry);
  }
  return table;
}
