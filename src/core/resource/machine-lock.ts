import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Disposable } from '../disposable.ts';
import { LanekeeperError } from '../error.ts';
import { currentIdentity, isAlive, processIdentitySchema } from '../process/identity.ts';

const holderSchema = z.object({ process: processIdentitySchema, purpose: z.string() });

/** Who has a lock, and what for, in the holder's words. */
export type LockHolder = z.infer<typeof holderSchema>;

export interface LockOptions {
  /** What it is held for, for those who wait. */
  readonly purpose: string;
  readonly signal?: AbortSignal | undefined;
  /** Called once when somebody else has it; null where it is not known who. */
  readonly onWait?: (holder: LockHolder | null) => void;
}

const pollMs = { first: 10, longest: 200 } as const;

/**
 * Holds a lock that one process at a time on this machine can have, waiting as long as it takes; disposing lets it go.
 * The kernel keeps it (through SQLite's lock on the file, https://www.sqlite.org/lockingv3.html), and so it ends with
 * its process however that ends: there is no stale lock to break. The file stays and must not be deleted.
 *
 * @param file absolute path of the lock; its folder is made
 * @throws LanekeeperError `interrupted` when `signal` fires first
 */
export async function holdLock(file: string, options: LockOptions): Promise<Disposable> {
  const { purpose, signal, onWait } = options;
  await mkdir(path.dirname(file), { recursive: true });
  // Loaded here, as the extension starts without it.
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(file);
  const holderFile = `${file}.holder`;
  try {
    for (let pause: number = pollMs.first, tries = 0; ; tries += 1) {
      if (signal?.aborted) throw interrupted(purpose);
      if (tryToHold(database)) break;
      if (tries === 0) onWait?.(await readHolder(holderFile));
      // Jitter, so that those who wait do not all ask at the same moments.
      await delay(pause * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined);
      pause = Math.min(pause * 2, pollMs.longest);
    }
    const holder: LockHolder = { process: currentIdentity(), purpose };
    await writeFile(holderFile, JSON.stringify(holder));
  } catch (fault) {
    database.close();
    throw fault;
  }
  let isHeld = true;
  return {
    dispose: () => {
      if (isHeld) database.close();
      isHeld = false;
    },
  };
}

function tryToHold(database: { exec(sql: string): void }): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (cause) {
    // SQLITE_BUSY: https://www.sqlite.org/rescode.html#busy
    if (cause instanceof Error && 'errcode' in cause && cause.errcode === 5) return false;
    throw cause;
  }
}

/** A hint only: the file is not part of the lock, and may be that of a holder from before. */
async function readHolder(file: string): Promise<LockHolder | null> {
  try {
    const holder = holderSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    return isAlive(holder.process) ? holder : null;
  } catch {
    // Not written yet, or half written at this moment.
    return null;
  }
}

function interrupted(purpose: string): LanekeeperError {
  return new LanekeeperError('interrupted', `Waiting to ${purpose} was stopped.`, 'Try again.');
}
