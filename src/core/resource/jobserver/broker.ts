import { statSync } from 'node:fs';
import path from 'node:path';
import type { Disposable } from '../../disposable.ts';
import { errorCode } from '../../process/error-code.ts';
import { isLeaseFree, releaseLease, takeLease } from '../../store/lease.ts';
import type { Store, Transaction } from '../../store/store.ts';
import type { GateLimits } from '../gates.ts';
import { type LeaseRecord, monotonicNow, placesOf, type Tokens } from '../pool/lease.ts';
import { isLeaseAlive } from '../pool/lease-life.ts';
import { allLeases, reapLeases, removeLease, updateLease } from '../pool/lease-table.ts';
import { adopt } from './adopt.ts';
import { Appetite } from './appetite.ts';
import { divide } from './divide.ts';
import { fileNames, findOwnFifos, hasEnded, type OwnFifo } from './own-fifo.ts';
import { isKeeperMissing } from './shell-jobs.ts';
import { isFifoOpen, removeFifo, type TokenState, TokenFifo } from './token-fifo.ts';

export interface BrokerOptions {
  readonly store: Store;
  readonly limits: GateLimits;
  /** Where the FIFOs are, absolute. */
  readonly directory: string;
  readonly onFault: (fault: unknown) => void;
  /** Called while this process serves and nobody stays for shells, who would serve when it ends. */
  readonly onUnkept?: () => void;
}

/** The role that one process of the machine has at a time. */
const role = 'job-broker';
/** How long the role lasts after one who serves was killed; ms. */
const termMs = 3_000;
/** How often to look, while serving and while another one does; ms. */
const tickMs = { serving: 50, standby: 200 } as const;
/** What is younger may be about to get its lease; ms. */
const orphanAgeMs = 30_000;
/** How often to see whether anybody stays for shells; longer than whoever does takes to start; ms. */
const keptMs = 2_000;

interface Served {
  readonly fifo: TokenFifo;
  readonly appetite: Appetite;
}

interface Looked {
  readonly state: TokenState;
  readonly isHungry: boolean;
}

/** What becomes of one command's tokens in one round. */
interface Change {
  readonly lease: LeaseRecord;
  readonly tokens: Tokens;
  readonly slots: number;
  /** Tokens to leave in the FIFO. */
  readonly idle: number;
}

/**
 * Hands the places of COMPILE_JOBS out as tokens to the tools of all commands, and takes them back. Every process that
 * has commands running stands ready; one of them serves, and when it ends or is killed another one goes on with what is
 * in the database and in the FIFOs. Tokens are written there before they are handed out and after they were taken back,
 * so that at every moment no more are out than are written.
 */
export class JobBroker implements Disposable {
  readonly #options: BrokerOptions;
  readonly #served = new Map<number, Served>();
  #timer: NodeJS.Timeout | null = null;
  #isServing = false;
  #termEnds = 0;
  #keptUntil = 0;
  #isStopped = false;
  #round: Promise<void> = Promise.resolve();

  constructor(options: BrokerOptions) {
    this.#options = options;
  }

  /** Whether this process is the one that serves. */
  get isServing(): boolean {
    return this.#isServing;
  }

  start(): void {
    this.#schedule(0);
  }

  /** Steps down, so that another process can go on at once. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    // What is being handed out arrives.
    await this.#round;
    this.dispose();
    if (!this.#isServing) return;
    this.#isServing = false;
    await this.#options.store.write((transaction) => {
      releaseLease(transaction, role);
    });
  }

  dispose(): void {
    this.#isStopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    for (const { fifo } of this.#served.values()) fifo.dispose();
    this.#served.clear();
  }

  #schedule(pause: number): void {
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => {
      this.#round = this.#tick()
        .catch(this.#options.onFault)
        .finally(() => {
          this.#schedule(this.#isServing ? tickMs.serving : tickMs.standby);
        });
    }, pause);
    this.#timer.unref();
  }

  async #tick(): Promise<void> {
    if (!(await this.#hasRole())) return;
    const { store } = this.#options;
    this.#seeToShells();
    let all = allLeases(store);
    const found = this.#findBuilds(all);
    if (found.length > 0) {
      await store.write((transaction) => {
        adopt(transaction, found);
      });
      all = allLeases(store);
    }
    const leases = all.filter(({ gate }) => gate === 'COMPILE_JOBS');
    const dead = new Set(leases.filter((lease) => !isLeaseAlive(lease)));
    const looked = new Map<number, Looked>();
    for (const lease of leases) {
      const seen = dead.has(lease) ? null : this.#look(lease);
      if (seen) looked.set(lease.id, seen);
      // What it started may build on without it, with tokens that it took.
      if (hasEnded(lease.tokens?.builder ?? null) && !seen?.state.isOpen) dead.add(lease);
    }
    const alive = leases.filter((lease) => !dead.has(lease));
    this.#forgetAllBut(alive);
    const plan = this.#plan(alive, looked);
    // What was there before goes back at once: a build must not stand still for a busy database.
    const kept = new Map<number, number>();
    for (const { lease, idle } of plan) {
      kept.set(lease.id, Math.min(idle, looked.get(lease.id)?.state.idle ?? 0));
      this.#put(lease.id, kept.get(lease.id) ?? 0);
    }
    if (dead.size === 0 && plan.every(isNothing)) return;
    const given = await store.write((transaction) => {
      for (const { id } of dead) removeLease(transaction, id);
      return this.#commit(transaction, looked, kept);
    });
    for (const [id, idle] of given) this.#put(id, idle - (kept.get(id) ?? 0), idle);
    for (const { tokens } of dead) if (tokens) removeFifo(tokens.fifo);
  }

  async #hasRole(): Promise<boolean> {
    const { store } = this.#options;
    const now = Date.now();
    if (this.#isServing && now < this.#termEnds - termMs / 2) return true;
    if (!this.#isServing && !isLeaseFree(store, role)) return false;
    const wasServing = this.#isServing;
    this.#isServing = await store.write((transaction) =>
      takeLease(transaction, role, now + termMs),
    );
    this.#termEnds = now + termMs;
    if (this.#isServing && !wasServing) this.#sweep();
    if (!this.#isServing) this.#forgetAllBut([]);
    return this.#isServing && !this.#isStopped;
  }

  /** Two kills at one moment can end both who stays for shells and who starts that again. */
  #seeToShells(): void {
    const { store, onUnkept } = this.#options;
    const now = monotonicNow();
    if (!onUnkept || now < this.#keptUntil) return;
    this.#keptUntil = now + keptMs;
    if (isKeeperMissing(store)) onUnkept();
  }

  /** Builds that have come with FIFOs of their own. What those left that ended before anybody saw them is removed. */
  #findBuilds(leases: readonly LeaseRecord[]): OwnFifo[] {
    const known = new Set(leases.flatMap(({ tokens }) => tokens?.fifo ?? []));
    return findOwnFifos(this.#options.directory, known).filter(({ fifo, builder }) => {
      try {
        if (isFifoOpen(fifo)) return builder !== null;
        if (builder === null) removeFifo(fifo);
      } catch (fault) {
        if (errorCode(fault) !== 'ENOENT') throw fault;
      }
      return false;
    });
  }

  #look({ id, tokens, state }: LeaseRecord): Looked | null {
    if (tokens === null || state !== 'held') return null;
    try {
      const served = this.#served.get(id) ?? {
        fifo: new TokenFifo(tokens.fifo),
        appetite: new Appetite(),
      };
      this.#served.set(id, served);
      const seen = served.fifo.look();
      return { state: seen, isHungry: served.appetite.look(seen.idle, monotonicNow()) };
    } catch (fault) {
      // Removed by whoever cleans up: its tools run with their implicit slot.
      this.#served.delete(id);
      if (errorCode(fault) !== 'ENOENT') this.#options.onFault(fault);
      return null;
    }
  }

  #put(id: number, count: number, offered = count): void {
    const served = this.#served.get(id);
    served?.fifo.put(count);
    served?.appetite.offer(offered);
  }

  /** Pure but for what was looked at. */
  #plan(leases: readonly LeaseRecord[], looked: ReadonlyMap<number, Looked>): Change[] {
    const held = leases.filter(({ state }) => state === 'held');
    const isBuilding = ({ id }: LeaseRecord): boolean => looked.get(id)?.state.isOpen === true;
    const inUse = (lease: LeaseRecord): number =>
      isBuilding(lease)
        ? Math.max(0, (lease.tokens?.written ?? 0) - (looked.get(lease.id)?.state.idle ?? 0))
        : 0;
    const targets = divide({
      limit: this.#options.limits.COMPILE_JOBS,
      taken: held
        .filter((lease) => !isBuilding(lease))
        .reduce((sum, lease) => sum + (looked.has(lease.id) ? lease.slots : placesOf(lease)), 0),
      builders: held.filter(isBuilding).map((lease) => ({
        id: lease.id,
        inUse: inUse(lease),
        isHungry: looked.get(lease.id)?.isHungry === true,
      })),
    });
    let room =
      this.#options.limits.COMPILE_JOBS -
      held.reduce((sum, lease) => {
        if (!looked.has(lease.id)) return sum + placesOf(lease);
        return sum + (isBuilding(lease) ? 1 + inUse(lease) : lease.slots);
      }, 0);
    return held.flatMap((lease) => {
      if (lease.tokens === null || !looked.has(lease.id)) return [];
      const isOpen = isBuilding(lease);
      const wanted = Math.max(0, (targets.get(lease.id) ?? 0) - inUse(lease));
      // What others still use of their former share is not there to be handed out.
      const idle = isOpen ? Math.max(0, Math.min(wanted, room)) : 0;
      room -= idle;
      return [
        {
          lease,
          tokens: { ...lease.tokens, written: inUse(lease) + idle, isOpen },
          // A command that takes tokens has shown that it is counted by them.
          slots: isOpen ? 0 : lease.slots,
          idle,
        },
      ];
    });
  }

  /** Returns how many tokens are to lie in each FIFO, of which `kept` lie there already. */
  #commit(
    transaction: Transaction,
    looked: ReadonlyMap<number, Looked>,
    kept: ReadonlyMap<number, number>,
  ): Map<number, number> {
    const leases = reapLeases(transaction).filter(({ gate }) => gate === 'COMPILE_JOBS');
    const given = new Map<number, number>();
    for (const { lease, tokens, slots, idle } of this.#plan(leases, looked)) {
      // Somebody may have come since; what has been handed out counts until it is taken back.
      const lies = Math.max(idle, kept.get(lease.id) ?? 0);
      const written = tokens.written - idle + lies;
      updateLease(transaction, lease.id, { tokens: { ...tokens, written }, slots });
      given.set(lease.id, lies);
    }
    return given;
  }

  #forgetAllBut(leases: readonly LeaseRecord[]): void {
    const ids = new Set(leases.map(({ id }) => id));
    for (const [id, { fifo }] of this.#served) {
      if (ids.has(id)) continue;
      fifo.dispose();
      this.#served.delete(id);
    }
  }

  /** FIFOs of commands whose lease was taken back by somebody who does not serve. */
  #sweep(): void {
    const { directory, store } = this.#options;
    const known = new Set(allLeases(store).flatMap(({ tokens }) => tokens?.fifo ?? []));
    for (const name of fileNames(directory)) {
      const file = path.join(directory, name);
      const status = statSync(file, { throwIfNoEntry: false });
      if (known.has(file) || !status?.isFIFO()) continue;
      if (Date.now() - status.ctimeMs > orphanAgeMs) removeFifo(file);
    }
  }
}

function isNothing({ lease, tokens, slots }: Change): boolean {
  return (
    tokens.written === lease.tokens?.written &&
    tokens.isOpen === lease.tokens.isOpen &&
    slots === lease.slots
  );
}
