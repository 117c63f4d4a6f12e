import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { readMarker } from '../../process/agent-marker.ts';
import { readCommandLine } from '../../process/command-line.ts';
import { processAge } from '../../process/process-age.ts';
import type { ProcessEntry } from '../../process/process-entry.ts';
import type { KernelWait } from './kernel-waits.ts';
import type { Owners } from './owners.ts';

/** How often is looked; ms. An npx that waits asks every 0.1 to 5 s itself, and this reads the process table. */
const interval = 2000;

/** A lock that nobody has touched for so long is left behind (npm touches it each second); ms. */
const freshFor = 5000;

/** npm takes longer than this from its start until it makes the folder, and the clocks differ by less; s. */
const leastStart = 0.05;

/** An npx at work on a package: what it runs once that is there is its child. */
interface Npx {
  readonly entry: ProcessEntry;
  readonly lock: string;
}

/**
 * Processes of agents that wait for another npx to install a package. npm locks by making a folder, which no process has
 * open (libnpmexec, lib/with-lock.js), so that this is inferred: where that folder is fresh, the npx that was there before
 * it has it, and those that came after it wait. Linux only.
 */
export class NpxWaits {
  readonly #owners: Owners;
  #looked = -Infinity;
  #seen: readonly KernelWait[] = [];
  #lasting: readonly KernelWait[] = [];

  /** @param owners as they are in a look that has begun */
  constructor(owners: Owners) {
    this.#owners = owners;
  }

  /** What two looks have seen; between them, what the last has told. `now` as of `performance.now()`. */
  async look(now = performance.now()): Promise<readonly KernelWait[]> {
    if (now - this.#looked < interval) return this.#lasting;
    this.#looked = now;
    const before = new Set(this.#seen.map(({ key }) => key));
    this.#seen = await this.#waits();
    this.#lasting = this.#seen.filter(({ key }) => before.has(key));
    return this.#lasting;
  }

  async #waits(): Promise<KernelWait[]> {
    const table = this.#owners.table();
    const parents = new Set(table.map(({ parentPid }) => parentPid));
    const all = table.flatMap((entry): Npx[] => {
      if (!entry.name.startsWith('npm exec') || parents.has(entry.pid)) return [];
      const lock = lockOf(entry.pid);
      return lock === null ? [] : [{ entry, lock }];
    });
    const waits: KernelWait[] = [];
    for (const [lock, those] of Map.groupBy(all, (npx) => npx.lock)) {
      const age = those.length > 1 ? await freshAge(lock) : null;
      if (age === null) continue;
      const elders = those.filter(({ entry }) => processAge(entry) > age + leastStart);
      const [elder] = elders;
      const holder = elder && elders.length === 1 ? this.#owners.partyOf(elder.entry.pid) : null;
      for (const { entry } of those) {
        if (elders.some((other) => other.entry.pid === entry.pid)) continue;
        const waiter = this.#owners.partyOf(entry.pid);
        const agent = waiter?.agent ?? null;
        if (!waiter || agent === null) continue;
        const key = ['npx', waiter.pid, waiter.startTime, lock].join(' ');
        waits.push({ key, agent, waiter, holder, path: lock, confidence: 'likely' });
      }
    }
    return waits;
  }
}

/** The lock of the package that an npx is about: a folder below npm's cache, named by the hash of what was asked for. */
function lockOf(pid: number): string | null {
  // npm writes what it does over its command line, in one word.
  const [, , asked] = readCommandLine(pid).join(' ').trim().split(/\s+/);
  const home = readMarker(pid, 'HOME');
  const cache = readMarker(pid, 'npm_config_cache') ?? (home && path.join(home, '.npm'));
  if (!asked || !cache) return null;
  const hash = createHash('sha512').update(asked).digest('hex').slice(0, 16);
  return path.join(cache, '_npx', hash, 'concurrency.lock');
}

/** For how long the lock has been there, s; null where there is none, or one that was left behind. */
async function freshAge(lock: string): Promise<number | null> {
  const stats = await lstat(lock).catch(() => null);
  const now = Date.now();
  if (!stats || now - stats.mtimeMs > freshFor) return null;
  return Math.max(0, now - stats.birthtimeMs) / 1000;
}
