import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Disposable } from '../disposable.ts';
import type { LanekeeperError } from '../error.ts';
import type { Happening } from '../events.ts';
import { explainDatabaseFault, isBusy, isDiskFull, openDatabase } from './database.ts';
import { spendReserve } from './reserve.ts';

/** How long a write keeps trying while other processes hold the database, in ms. */
const usualBusyLimit = 10_000;

/** Events older than the last so many are dropped: every state they tell of has a row of its own. */
const eventsKept = 10_000;

/**
 * What a write transaction may do. `emit` records what happened in the same transaction as the state it tells of, so
 * that no process ever sees one without the other.
 */
export interface Transaction {
  run(sql: string, ...values: SQLInputValue[]): number | bigint;
  get(sql: string, ...values: SQLInputValue[]): unknown;
  all(sql: string, ...values: SQLInputValue[]): unknown[];
  emit(happening: Happening): void;
}

const versionRow = z.object({ data_version: z.number() });
const sequenceRow = z.object({ sequence: z.number().nullable() });

/** The one database of this user: every window and every command line reads and writes it. */
export class Store implements Disposable {
  readonly file: string;
  readonly #database: DatabaseSync;
  readonly #busyLimit: number;
  readonly #statements = new Map<string, StatementSync>();

  /**
   * @param busyLimit how long a write keeps trying while other processes hold the database; ms
   * @throws LanekeeperError as `openDatabase`
   */
  constructor(file: string, busyLimit = usualBusyLimit) {
    this.file = file;
    this.#busyLimit = busyLimit;
    this.#database = openDatabase(file);
  }

  get(sql: string, ...values: SQLInputValue[]): unknown {
    return this.#guarded(() => this.#statement(sql).get(...values));
  }

  all(sql: string, ...values: SQLInputValue[]): unknown[] {
    return this.#guarded(() => this.#statement(sql).all(...values));
  }

  /**
   * Runs `work` as one transaction, all or nothing. `work` runs again from the start when another process was in the
   * way, so it must have no effect outside. The wait for others never blocks the event loop for more than 20 ms at a
   * time (https://sqlite.org/lang_transaction.html: IMMEDIATE, since a deferred transaction that turns into a writer
   * may fail in a way that no wait cures).
   *
   * @param part `fromReserve`: on a full disk the reserve is given up for it. For what sets space free, and for what
   *   would be lost
   * @throws LanekeeperError database-busy after the limit, disk-full, and whatever `work` throws
   */
  async write<T>(
    work: (transaction: Transaction) => T,
    { fromReserve = false }: { fromReserve?: boolean } = {},
  ): Promise<T> {
    const deadline = Date.now() + this.#busyLimit;
    for (;;) {
      try {
        return this.#transact(work);
      } catch (fault) {
        if (fromReserve && isDiskFull(fault, this.file) && spendReserve(this.file)) continue;
        if (!isBusy(fault) || Date.now() > deadline) throw this.#explain(fault);
        // Jitter keeps processes that were refused together from coming back together.
        await delay(5 + Math.random() * 20);
      }
    }
  }

  /** Grows whenever another connection has committed (https://sqlite.org/pragma.html#pragma_data_version). */
  dataVersion(): number {
    return versionRow.parse(this.get('PRAGMA data_version')).data_version;
  }

  /** The sequence number of the latest event, 0 before the first. */
  latestSequence(): number {
    return (
      sequenceRow.parse(this.get('SELECT max(sequence) AS sequence FROM events')).sequence ?? 0
    );
  }

  dispose(): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  #transact<T>(work: (transaction: Transaction) => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work({
        run: (sql, ...values) => this.#statement(sql).run(...values).lastInsertRowid,
        get: (sql, ...values) => this.#statement(sql).get(...values),
        all: (sql, ...values) => this.#statement(sql).all(...values),
        emit: (happening) => {
          this.#emit(happening);
        },
      });
      this.#database.exec('COMMIT');
      return result;
    } catch (fault) {
      // A full disk or an I/O error may already have rolled back (https://sqlite.org/lang_transaction.html, 2.3).
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw fault;
    }
  }

  #emit(happening: Happening): void {
    const sequence = this.#statement('INSERT INTO events (time, document) VALUES (?, ?)').run(
      new Date().toISOString(),
      JSON.stringify(happening),
    ).lastInsertRowid;
    this.#statement('DELETE FROM events WHERE sequence <= ?').run(Number(sequence) - eventsKept);
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #guarded<T>(read: () => T): T {
    try {
      return read();
    } catch (fault) {
      throw this.#explain(fault);
    }
  }

  #explain(fault: unknown): LanekeeperError {
    return explainDatabaseFault(fault, this.file);
  }
}
