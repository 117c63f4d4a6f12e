import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Location } from '../../location.ts';
import { currentIdentity, type ProcessIdentity } from '../../process/identity.ts';
import type { Store } from '../../store/store.ts';
import { monotonicNow } from '../pool/lease.ts';
import { isLeaseAlive } from '../pool/lease-life.ts';
import { allLeases, insertLease, removeLease, updateLease } from '../pool/lease-table.ts';
import { jobDirectory } from './job-directory.ts';
import { jobVariables } from './job-variables.ts';
import { fileNames } from './own-fifo.ts';
import { makeFifo, removeFifo } from './token-fifo.ts';

export interface JobsContext {
  readonly store: Store;
  readonly location: Location;
}

export interface JobsRequest {
  readonly agent: string | null;
  /** The command, in words for others who wait. */
  readonly purpose: string;
  /** The place at COMPILE_JOBS that the command has already, or null. */
  readonly lease: number | null;
  /** Whose the tokens are, where it runs already: the leader of a shell's session. */
  readonly command?: ProcessIdentity;
}

/** A job server of one command. */
export interface Jobs {
  /** What the command's tools find it by. */
  readonly variables: Readonly<Record<string, string>>;
  /** The tokens belong to what has been started with them, and are taken back at the end of its group. */
  bind(command: ProcessIdentity): Promise<void>;
  /** Takes everything back, unless something of the command still builds. */
  close(): Promise<void>;
}

/** Opens a job server for one command; null where there can be none. Whoever serves fills it as soon as a tool asks. */
export async function openJobs(
  { store, location }: JobsContext,
  { agent, purpose, lease, command }: JobsRequest,
): Promise<Jobs | null> {
  const directory = jobDirectory(location);
  if (directory === null) return null;
  const fifo = path.join(directory, randomBytes(6).toString('hex'));
  try {
    await makeFifo(fifo);
  } catch {
    // No mkfifo(1), or a file system without FIFOs: tools then take as many jobs as they are told by number.
    return null;
  }
  const tokens = { fifo, written: 0, isOpen: false, builder: null };
  const id = await store.write((transaction) => {
    if (lease !== null && updateLease(transaction, lease, { tokens })) return lease;
    return insertLease(transaction, {
      gate: 'COMPILE_JOBS',
      state: 'held',
      slots: 0,
      cores: null,
      memoryBytes: null,
      priority: 0,
      agent,
      purpose,
      directory: null,
      owner: command ?? currentIdentity(),
      command: command ?? null,
      tokens,
      since: monotonicNow(),
      time: new Date().toISOString(),
      reason: null,
    }).id;
  });
  return {
    variables: jobVariables(fifo),
    bind: async (leader) => {
      await store.write((transaction) => updateLease(transaction, id, { command: leader }));
    },
    close: async () => {
      const isLeft = await store.write((transaction) => {
        const record = updateLease(transaction, id, {});
        // What the command left in its group may build on; the place ends with it.
        if (record?.command && isLeaseAlive(record)) return true;
        removeLease(transaction, id);
        for (const { id: build, tokens: own } of allLeases(transaction)) {
          if (own?.fifo.startsWith(`${fifo}.`)) removeLease(transaction, build);
        }
        return false;
      });
      if (isLeft) return;
      removeFifo(fifo);
      const stem = `${path.basename(fifo)}.`;
      for (const name of fileNames(directory)) {
        if (name.startsWith(stem)) removeFifo(path.join(directory, name));
      }
    },
  };
}
