import { existsSync, mkdirSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { LanekeeperError, toLanekeeperError } from '../error.ts';
import { errorCode } from '../process/error-code.ts';
import { fillReserve, spendReserve } from './reserve.ts';
import { applicationId, migrations } from './schema.ts';

/** How long opening waits for another process; ms. */
const openingPatience = 5000;

/** How long turning on write-ahead logging waits before it tries again; ms. */
const walInterval = 5;

/**
 * Opens the user's database, creating and migrating it as needed. A database that is damaged, written by a later
 * version or not ours is refused and left as it is.
 *
 * @throws LanekeeperError database-corrupt, database-too-recent, database-incompatible, database-busy, not-writable,
 *   disk-full
 */
export function openDatabase(file: string): DatabaseSync {
  const database = openWithReserve(file);
  fillReserve(file);
  return database;
}

/** A full disk may lack even the few pages that opening takes. */
function openWithReserve(file: string): DatabaseSync {
  try {
    return tryToOpen(file);
  } catch (fault) {
    if (!isDiskFull(fault, file) || !spendReserve(file)) throw explainDatabaseFault(fault, file);
  }
  try {
    return tryToOpen(file);
  } catch (fault) {
    throw explainDatabaseFault(fault, file);
  }
}

function tryToOpen(file: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    makeDirectory(path.dirname(file));
    database = new DatabaseSync(file);
    // Only another process that is migrating at this very moment makes opening wait.
    database.exec(`PRAGMA busy_timeout = ${String(openingPatience)}`);
    database.exec('PRAGMA foreign_keys = ON');
    checkIdentity(database, file);
    checkIntegrity(database, file);
    chooseJournal(database);
    migrate(database);
    // Short from here on, because node:sqlite blocks the thread while it waits, and Store.write retries without
    // blocking. Without WAL readers have to wait for writers as well, and nobody retries for them.
    const isWal = pragma(database, 'journal_mode') === 'wal';
    database.exec(`PRAGMA busy_timeout = ${isWal ? '20' : '1000'}`);
    return database;
  } catch (fault) {
    database?.close();
    throw fault;
  }
}

function makeDirectory(directory: string): void {
  try {
    makeWithParents(directory);
  } catch (cause) {
    const code = errorCode(cause);
    if (code === 'ENOENT') throw cannotBeMade(directory, cause);
    if (code !== 'EEXIST' && code !== 'ENOTDIR') throw cause;
    throw new LanekeeperError(
      'not-writable',
      `The state directory ${directory} cannot be made: a file is in its way.`,
      'Move that file aside, or set LANEKEEPER_HOME to a directory.',
      { cause },
    );
  }
}

/**
 * Not by mkdir's own `recursive`: that never returns where a folder is there and nothing can be made in it, as in
 * Linux' /proc, whose answer is ENOENT.
 */
function makeWithParents(directory: string): void {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return;
  const parent = path.dirname(directory);
  if (parent !== directory) makeWithParents(parent);
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (fault) {
    // Another process was faster.
    if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) throw fault;
  }
}

function cannotBeMade(directory: string, cause: unknown): LanekeeperError {
  return new LanekeeperError(
    'not-writable',
    `The state directory ${directory} cannot be made: its file system makes none there.`,
    'Set LANEKEEPER_HOME to a directory that you may write to.',
    { cause },
  );
}

const pragmaRow = z.record(z.string(), z.union([z.number(), z.string()]));

function pragma(database: DatabaseSync, name: string): number | string {
  const [value] = Object.values(pragmaRow.parse(database.prepare(`PRAGMA ${name}`).get()));
  return value ?? '';
}

function checkIdentity(database: DatabaseSync, file: string): void {
  const tables = z
    .object({ count: z.number() })
    .parse(database.prepare('SELECT count(*) AS count FROM sqlite_schema').get()).count;
  const version = Number(pragma(database, 'user_version'));
  if (tables > 0 && pragma(database, 'application_id') !== applicationId) {
    throw new LanekeeperError(
      'database-incompatible',
      `${file} is a database of another program.`,
      'Set LANEKEEPER_HOME to a directory of its own.',
    );
  }
  if (version > migrations.length) {
    throw new LanekeeperError(
      'database-too-recent',
      `${file} was written by a later version of Lanekeeper (schema ${String(version)}, this one knows ${String(migrations.length)}).`,
      'Update this Lanekeeper, or set LANEKEEPER_HOME to another directory. Nothing was changed.',
    );
  }
}

/**
 * WAL lets readers and a writer work at once. SQLite before 3.51.3 can corrupt a WAL database when two connections
 * write and checkpoint at the same moment (https://sqlite.org/wal.html, "WAL-reset bug"), so such a library neither
 * turns WAL on nor checkpoints one that is on.
 */
function chooseJournal(database: DatabaseSync): void {
  const mode = pragma(database, 'journal_mode');
  if (walIsSafe(process.versions['sqlite'] ?? '0')) {
    if (mode !== 'wal') turnWalOn(database);
  } else if (mode === 'wal') {
    database.exec('PRAGMA wal_autocheckpoint = 0');
  }
  database.exec('PRAGMA synchronous = NORMAL');
}

/**
 * Turning it on begins with a read, and a connection that reads does not wait for the lock it needs then: SQLite fails
 * one of two that turn it on at the same moment whatever its busy timeout is (`sqlite3BtreeSetVersion` and
 * `sqlite3BtreeBeginTrans` in https://sqlite.org/src/file/src/btree.c).
 *
 * @throws SQLite's error when it stays locked for as long as opening waits
 */
function turnWalOn(database: DatabaseSync): void {
  for (const end = performance.now() + openingPatience; ;) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (fault) {
      if (!isBusy(fault) || performance.now() > end) throw fault;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, walInterval);
    }
  }
}

export function walIsSafe(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return major * 1_000_000 + minor * 1_000 + patch >= 3_051_003;
}

function migrate(database: DatabaseSync): void {
  if (Number(pragma(database, 'user_version')) === migrations.length) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    // Read again inside the transaction: another process may have migrated meanwhile.
    for (const script of migrations.slice(Number(pragma(database, 'user_version')))) {
      database.exec(script);
    }
    database.exec(`PRAGMA application_id = ${String(applicationId)}`);
    database.exec(`PRAGMA user_version = ${String(migrations.length)}`);
    database.exec('COMMIT');
  } catch (fault) {
    database.exec('ROLLBACK');
    throw fault;
  }
}

function checkIntegrity(database: DatabaseSync, file: string): void {
  const verdict = pragma(database, 'quick_check(1)');
  if (verdict !== 'ok') throw corrupt(file, new Error(String(verdict)));
}

function corrupt(file: string, cause: unknown): LanekeeperError {
  return new LanekeeperError(
    'database-corrupt',
    `The database ${file} is damaged.`,
    `Move it aside (mv "${file}" "${file}.damaged") and start again: the directories of agents are not touched by that. Nothing was changed.`,
    { cause },
  );
}

function diskFull(file: string, cause: unknown): LanekeeperError {
  return new LanekeeperError(
    'disk-full',
    `The disk of ${file} is full.`,
    'Free some space and try again: what was recorded before is kept.',
    { cause },
  );
}

function isFull(directory: string): boolean {
  return existsSync(directory) && statfsSync(directory).bavail === 0;
}

/** SQLite's primary result codes: https://sqlite.org/rescode.html */
const resultCode = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
};

/** SQLite's primary result code of what was thrown, 0 if it was not thrown by SQLite. */
function sqliteCode(fault: unknown): number {
  if (!(fault instanceof Error) || !('errcode' in fault) || typeof fault.errcode !== 'number')
    return 0;
  return fault.errcode & 0xff;
}

export function isBusy(fault: unknown): boolean {
  const code = sqliteCode(fault);
  return code === resultCode.busy || code === resultCode.locked;
}

/** SQLite tells of an I/O error, and not of a full disk, when there is no space for the file that connections share. */
export function isDiskFull(fault: unknown, file: string): boolean {
  const code = sqliteCode(fault);
  return code === resultCode.full || (code === resultCode.ioError && isFull(path.dirname(file)));
}

export function explainDatabaseFault(fault: unknown, file: string): LanekeeperError {
  if (isDiskFull(fault, file)) return diskFull(file, fault);
  const cause = { cause: fault };
  switch (sqliteCode(fault)) {
    case resultCode.busy:
    case resultCode.locked:
      return new LanekeeperError(
        'database-busy',
        `The database ${file} stayed locked by another process.`,
        'Try again. If it lasts, see which process holds it, for example with "fuser".',
        cause,
      );
    case resultCode.corrupt:
    case resultCode.notADatabase:
      return corrupt(file, fault);
    case resultCode.readOnly:
    case resultCode.cannotOpen:
      return new LanekeeperError(
        'not-writable',
        `The database ${file} cannot be opened for writing.`,
        'Check the permissions of its directory, or set LANEKEEPER_HOME to a writable one.',
        cause,
      );
    case resultCode.ioError:
      return new LanekeeperError(
        'database-incompatible',
        `The file system of ${file} failed the database (${fault instanceof Error ? fault.message : String(fault)}).`,
        'Set LANEKEEPER_HOME to a directory on a local disk.',
        cause,
      );
    default:
      return toLanekeeperError(fault);
  }
}
