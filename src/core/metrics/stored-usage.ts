import { z } from 'zod';
import type { Store, Transaction } from '../store/store.ts';
import type { AgentSample, Sample } from './sample.ts';

/** Samples older than this are dropped; ms. */
const kept = 24 * 3600 * 1000;

const sampleRow = z.object({
  time: z.number(),
  cpu: z.number(),
  memory: z.number(),
  read_bytes: z.number(),
  written_bytes: z.number(),
  processes: z.number(),
});

/** What an agent used over some time, from the stored samples. CPU in cores, sizes in bytes. */
export interface StoredUsage {
  readonly agent: string;
  /** ISO 8601 UTC. */
  readonly since: string;
  readonly cpuSeconds: number;
  readonly peakMemory: number;
  readonly readBytes: number;
  readonly writtenBytes: number;
  readonly peakProcesses: number;
  readonly samples: readonly (Omit<AgentSample, 'id'> & { readonly time: string })[];
}

export function insertSamples(transaction: Transaction, { time, agents }: Sample): void {
  const at = Date.parse(time);
  for (const { id, cpu, memory, readBytes, writtenBytes, processes } of agents) {
    transaction.run(
      'INSERT OR REPLACE INTO samples VALUES (?, ?, ?, ?, ?, ?, ?)',
      id,
      at,
      cpu,
      Math.round(memory),
      Math.round(readBytes),
      Math.round(writtenBytes),
      processes,
    );
  }
  transaction.run('DELETE FROM samples WHERE time < ?', at - kept);
}

/** `since` in ms since the epoch. */
export function readUsage(store: Store, agent: string, since: number): StoredUsage {
  const rows = store
    .all('SELECT * FROM samples WHERE agent = ? AND time >= ? ORDER BY time', agent, since)
    .map((row) => sampleRow.parse(row));
  return {
    agent,
    since: new Date(since).toISOString(),
    cpuSeconds: rows.reduce(
      // A sample tells the mean since the one before it.
      (sum, row, index) =>
        sum + row.cpu * ((row.time - (rows[index - 1]?.time ?? row.time)) / 1000),
      0,
    ),
    peakMemory: peak(rows.map((row) => row.memory)),
    readBytes: peak(rows.map((row) => row.read_bytes)),
    writtenBytes: peak(rows.map((row) => row.written_bytes)),
    peakProcesses: peak(rows.map((row) => row.processes)),
    samples: rows.map((row) => ({
      time: new Date(row.time).toISOString(),
      cpu: row.cpu,
      memory: row.memory,
      readBytes: row.read_bytes,
      writtenBytes: row.written_bytes,
      processes: row.processes,
    })),
  };
}

function peak(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}
