import { lstat, opendir } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../process/error-code.ts';
import { countOf } from '../quantities.ts';
import type { AuditedAgent, ObservedWrite, WriteReport, WriteSource } from './write-source.ts';

export interface ChangeScanOptions {
  /** Directories to look through, absolute. Links are not followed. */
  readonly places: readonly string[];
  /** Only what changed after this moment; ms since the epoch. */
  readonly since: number;
  /** Entries looked at, at most. */
  readonly limit?: number;
  /** Time it may take, at most; ms. */
  readonly timeLimitMs?: number;
}

/**
 * What changed in some directories while agents were at work, by the change time of each entry: the kernel sets it with
 * every write, rename and change of mode, and no program can set it back (inode(7)). It sees what the other sources
 * miss, on every platform; but it tells no process, only which agents were at work at that time, and of several writes
 * only the last. A removed file shows as a change of its folder.
 */
export class ChangeScan implements WriteSource {
  readonly name = 'scan';
  readonly #options: Required<ChangeScanOptions>;

  constructor(options: ChangeScanOptions) {
    this.#options = { limit: 200_000, timeLimitMs: 10_000, ...options };
  }

  observe(agents: readonly AuditedAgent[]): Promise<WriteReport> {
    return this.scan(agents);
  }

  /** As `observe`, with every path that changed, whoever was at work. */
  async scan(
    agents: readonly AuditedAgent[],
  ): Promise<WriteReport & { readonly changed: readonly string[] }> {
    const { places, since, limit, timeLimitMs } = this.#options;
    const deadline = Date.now() + timeLimitMs;
    const writes: ObservedWrite[] = [];
    const changed: string[] = [];
    let looked = 0;
    let unreadable = 0;
    const waiting = [...places];
    while (looked < limit && Date.now() <= deadline) {
      const at = waiting.pop();
      if (at === undefined) break;
      const entry = await changeOf(at);
      if (entry === null) continue;
      looked += 1;
      if (entry.changed > since) {
        changed.push(at);
        writes.push(...attribute(at, entry.changed, agents));
      }
      if (!entry.isDirectory) continue;
      const names = await namesIn(at);
      if (names === null) unreadable += 1;
      for (const name of names ?? []) waiting.push(path.join(at, name));
    }
    const isComplete = waiting.length === 0 && unreadable === 0;
    const note = `Looked at the change times of ${countOf(looked, 'entry', 'entries')}${isComplete ? '' : ', not all there are'}.`;
    return { writes, changed, coverage: { isComplete, note } };
  }
}

function attribute(
  file: string,
  changed: number,
  agents: readonly AuditedAgent[],
): ObservedWrite[] {
  const atWork = agents.filter(({ lives }) =>
    lives.some(({ from, until }) => from <= changed && changed <= until),
  );
  const time = new Date(changed).toISOString();
  return atWork.map(({ uid }) => ({
    agent: uid,
    path: file,
    pid: null,
    program: null,
    source: 'scan',
    confidence: atWork.length === 1 ? 'likely' : 'possible',
    first: time,
    last: time,
  }));
}

async function changeOf(file: string): Promise<{ changed: number; isDirectory: boolean } | null> {
  try {
    const stats = await lstat(file);
    return { changed: stats.ctimeMs, isDirectory: stats.isDirectory() };
  } catch (fault) {
    if (isAbsent(fault)) return null;
    throw fault;
  }
}

async function namesIn(directory: string): Promise<string[] | null> {
  const names: string[] = [];
  try {
    for await (const { name } of await opendir(directory)) names.push(name);
    return names;
  } catch (fault) {
    if (isAbsent(fault)) return [];
    if (['EACCES', 'EPERM'].includes(errorCode(fault))) return null;
    throw fault;
  }
}

function isAbsent(fault: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(errorCode(fault));
}
