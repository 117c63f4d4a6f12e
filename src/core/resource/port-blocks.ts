import path from 'node:path';
import { z } from 'zod';
import { LanekeeperError } from '../error.ts';
import type { Location } from '../location.ts';
import type { Store, Transaction } from '../store/store.ts';
import { holdLock } from './machine-lock.ts';
import { isPortFree } from './port-probe.ts';
import type { PortSettings } from './port-settings.ts';

const blockSchema = z.object({ first: z.number(), count: z.number(), agent: z.string() });

/** Consecutive ports that one agent has to itself. */
export type PortBlock = z.infer<typeof blockSchema>;

/** Every block that is given to an agent, lowest first. */
export function listPortBlocks(store: Pick<Store, 'all'>): PortBlock[] {
  return store
    .all('SELECT first, count, agent FROM port_blocks ORDER BY first')
    .map((row) => blockSchema.parse(row));
}

/**
 * Gives an agent the lowest block of ports that no other agent has and on which nothing listens. It is the agent's
 * until it is released or the agent is removed, whether it runs or not. One process at a time looks, lest one takes the
 * other's look for a server; the transaction is what makes a block belong to one agent.
 *
 * @returns the ports in ascending order, none when the settings say so
 * @throws LanekeeperError ports-exhausted, interrupted
 */
export async function allocatePorts(
  { store, location }: { readonly store: Store; readonly location: Location },
  agent: string,
  { count, first, last }: PortSettings,
  signal?: AbortSignal,
): Promise<number[]> {
  if (count === 0) return [];
  const lock = await holdLock(path.join(location.home, 'locks', 'ports'), {
    purpose: 'choose ports for an agent',
    signal,
  });
  try {
    for (let candidate = first; candidate + count - 1 <= last;) {
      const block = { first: candidate, count, agent };
      const obstacle = listPortBlocks(store).find((taken) => overlap(taken, block));
      if (obstacle) {
        candidate = obstacle.first + obstacle.count;
        continue;
      }
      const ports = portsOf(block);
      const busy = await firstBusy(ports);
      if (busy !== null) {
        candidate = busy + 1;
        continue;
      }
      if (await store.write((transaction) => insertBlock(transaction, block))) return ports;
    }
  } finally {
    lock.dispose();
  }
  throw new LanekeeperError(
    'ports-exhausted',
    `No ${String(count)} free ports in a row are left from ${String(first)} to ${String(last)}.`,
    'Clean agents that have finished, or give agents other ports with the setting ports.',
  );
}

/** Gives an agent's block back. */
export function releasePorts(transaction: Transaction, agent: string): void {
  transaction.run('DELETE FROM port_blocks WHERE agent = ?', agent);
}

function insertBlock(transaction: Transaction, block: PortBlock): boolean {
  if (listPortBlocks(transaction).some((taken) => overlap(taken, block))) return false;
  transaction.run(
    'INSERT INTO port_blocks (first, count, agent) VALUES (?, ?, ?)',
    block.first,
    block.count,
    block.agent,
  );
  return true;
}

function overlap(a: PortBlock, b: PortBlock): boolean {
  return a.first < b.first + b.count && b.first < a.first + a.count;
}

function portsOf({ first, count }: PortBlock): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

async function firstBusy(ports: readonly number[]): Promise<number | null> {
  for (const port of ports) {
    if (!(await isPortFree(port))) return port;
  }
  return null;
}
