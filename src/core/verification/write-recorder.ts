import type { Agent } from '../agent/agent.ts';
import { listAgents } from '../agent/registry.ts';
import { isLive } from '../agent/agent-status.ts';
import type { Disposable } from '../disposable.ts';
import type { Location } from '../location.ts';
import { isLeaseFree, releaseLease, takeLease } from '../store/lease.ts';
import type { Store } from '../store/store.ts';
import { OpenFiles } from './open-files.ts';
import { survey } from './survey.ts';
import type { Territory } from './territory.ts';
import { addWriteAudit, noAudit, type WriteAudit } from './write-audit.ts';
import { isStray, recordWrites } from './write-ledger.ts';
import type { ObservedWrite } from './write-source.ts';

/** How often to look at open files; ms. What is open for as long as this is seen. */
export const lookInterval = 1000;

/** Looks further apart than this leave a gap that was not watched; ms. */
const closeEnough = 2 * lookInterval;

/** How often the lease is renewed and the coverage stored; ms. */
const flushInterval = 5000;

const lease = 'write-recorder';

export interface WriteRecorderOptions {
  readonly store: Store;
  readonly location: Location;
  readonly environment: NodeJS.ProcessEnv;
  readonly onFault: (fault: unknown) => void;
}

/**
 * Watches what the live agents write, and records what concerns others, once for the machine: of all supervisors and
 * windows one holds the lease and looks, and another takes over within two seconds of its end. While no agent lives,
 * and where another one looks, it costs two look-ups in the database a second.
 */
export class WriteRecorder implements Disposable {
  readonly #options: WriteRecorderOptions;
  readonly #files = new OpenFiles();
  readonly #seen = new Map<string, Set<string>>();
  readonly #audits = new Map<string, WriteAudit>();
  #agents: readonly Agent[] = [];
  #sequence = -1;
  #territory: Territory | null = null;
  #heldUntil = 0;
  #flushAt = 0;
  #lookedAt: number | null = null;
  #timer: NodeJS.Timeout | undefined;
  #isDisposed = false;
  #working: Promise<void> | null = null;

  constructor(options: WriteRecorderOptions) {
    this.#options = options;
  }

  start(): void {
    // Elsewhere no open file of another process can be seen, and the audit says that nothing was.
    if (process.platform !== 'linux') return;
    this.#timer ??= setInterval(() => {
      this.#tick();
    }, lookInterval).unref();
    this.#tick();
  }

  /** Looks once more, so that what an agent holds open at its end is seen as well. */
  async stop(): Promise<void> {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#working;
    this.#flushAt = 0;
    this.#tick();
    await this.#working;
    if (this.#heldUntil === 0) return;
    this.#heldUntil = 0;
    await this.#options.store
      .write((transaction) => {
        releaseLease(transaction, lease);
      })
      .catch(this.#options.onFault);
  }

  /** Ends at once, for a window that closes; the lease runs out by itself. */
  dispose(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#isDisposed = true;
  }

  #tick(): void {
    // A look that waits for a busy database must not be overtaken by the next.
    if (this.#working) return;
    this.#working = this.#look()
      .catch((fault: unknown) => {
        // The store may have been closed under a look that was under way.
        if (!this.#isDisposed) this.#options.onFault(fault);
      })
      .finally(() => {
        this.#working = null;
      });
  }

  async #look(): Promise<void> {
    this.#reload();
    // Until its supervisor or shell is known no command of an agent runs, and what a supervisor holds at its very start
    // it has from the program that starts it.
    const live = this.#agents.filter(({ status, process }) => isLive(status) && process !== null);
    if (live.length === 0 || !(await this.#holdsLease())) {
      this.#lookedAt = null;
      return;
    }
    const territory = (this.#territory ??= await this.#survey());
    const watched = live.map(({ uid, process }) => ({ uid, process, lives: [] }));
    const { writes, members, guarded } = this.#files.look(watched);
    this.#count(writes, members, guarded);
    const strays = writes.filter((write) => this.#isNews(write, territory));
    if (strays.length === 0 && Date.now() < this.#flushAt) return;
    await this.#record(strays, territory);
  }

  /** Events tell of every change of an agent, so that without one nothing has to be read again. */
  #reload(): void {
    const { store } = this.#options;
    const sequence = store.latestSequence();
    if (sequence === this.#sequence) return;
    this.#sequence = sequence;
    const before = this.#agents.map(holdings).join('\n');
    this.#agents = listAgents(store);
    if (this.#agents.map(holdings).join('\n') === before) return;
    this.#territory = null;
    const uids = new Set(this.#agents.map(({ uid }) => uid));
    for (const uid of this.#seen.keys()) if (!uids.has(uid)) this.#seen.delete(uid);
  }

  async #survey(): Promise<Territory> {
    const { location, environment } = this.#options;
    return (await survey(this.#agents, location, environment)).territory;
  }

  async #holdsLease(): Promise<boolean> {
    const { store } = this.#options;
    const now = Date.now();
    if (now < this.#heldUntil - flushInterval) return true;
    if (!isLeaseFree(store, lease)) {
      this.#heldUntil = 0;
      return false;
    }
    const until = now + 2 * flushInterval;
    const isTaken = await store.write((transaction) => takeLease(transaction, lease, until));
    this.#heldUntil = isTaken ? until : 0;
    return isTaken;
  }

  #count(
    writes: readonly ObservedWrite[],
    members: ReadonlyMap<string, readonly unknown[]>,
    guarded: ReadonlySet<string>,
  ): void {
    const now = performance.now();
    const gap = this.#lookedAt === null ? Infinity : now - this.#lookedAt;
    this.#lookedAt = now;
    for (const [uid, { length }] of members) {
      if (length === 0) continue;
      const known = this.#audits.get(uid) ?? noAudit;
      this.#audits.set(uid, {
        looks: known.looks + 1,
        sightings: known.sightings + writes.filter(({ agent }) => agent === uid).length,
        watchedMs: known.watchedMs + (gap <= closeEnough ? gap : 0),
        isGuarded: known.isGuarded || guarded.has(uid),
      });
    }
  }

  #isNews({ agent, path }: ObservedWrite, territory: Territory): boolean {
    if (!isStray(territory.placeOf(path, agent))) return false;
    const seen = this.#seen.get(agent) ?? new Set();
    this.#seen.set(agent, seen);
    if (seen.has(path)) return false;
    // Forgotten all at once when there are very many: the database knows them still.
    if (seen.size >= 10_000) seen.clear();
    seen.add(path);
    return true;
  }

  async #record(strays: readonly ObservedWrite[], territory: Territory): Promise<void> {
    const audits = [...this.#audits];
    try {
      await this.#options.store.write((transaction) => {
        recordWrites(transaction, territory, strays);
        for (const [uid, audit] of audits) addWriteAudit(transaction, uid, audit);
      });
    } catch (fault) {
      // Not recorded, and so to be told again.
      this.#seen.clear();
      throw fault;
    }
    this.#audits.clear();
    this.#flushAt = Date.now() + flushInterval;
  }
}

function holdings({ uid, path, workspace, roots }: Agent): string {
  return JSON.stringify([uid, path, workspace, roots.map((root) => root.path)]);
}
