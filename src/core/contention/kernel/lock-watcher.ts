import type { Agent } from '../../agent/agent.ts';
import { isLive } from '../../agent/agent-status.ts';
import { listAgents } from '../../agent/registry.ts';
import type { Disposable } from '../../disposable.ts';
import { Role } from '../../store/role.ts';
import type { Store, Transaction } from '../../store/store.ts';
import { unreachable } from '../../unreachable.ts';
import type { Contention, ContentionHolder } from '../contention.ts';
import {
  changeContention,
  closeContention,
  listContentionAfter,
  listOpenContention,
  openContention,
} from '../registry.ts';
import { DatabaseWaits } from './database-waits.ts';
import { explain } from './explain.ts';
import { type KernelWait, KernelWaits } from './kernel-waits.ts';
import { NpxWaits } from './npx-waits.ts';
import { silentFinding } from './one-wait.ts';
import { Owners, type Party } from './owners.ts';
import { type ContentionChange, type Look, planChanges } from './plan.ts';
import { WouldShow } from './would-show.ts';

/** How often the lock table is read while agents live; ms. The end of a wait is known after as long. */
const lookInterval = 250;

/** How often to see whether there is something to look at; ms. */
const idleInterval = 1000;

export interface LockWatcherOptions {
  readonly store: Store;
  readonly onFault: (fault: unknown) => void;
  /** Called after each write. */
  readonly onRecorded?: () => void;
}

/**
 * Records what live agents wait for by the kernel's word, and who holds it, once for the machine: of all supervisors
 * and windows one has the role and looks, and another takes over within a second of its end. While no agent lives, and
 * where another one looks, it costs two look-ups in the database a second.
 */
export class LockWatcher implements Disposable {
  readonly #options: LockWatcherOptions;
  readonly #role: Role;
  readonly #owners = new Owners();
  readonly #kernel = new KernelWaits(this.#owners);
  readonly #databases = new DatabaseWaits(this.#owners);
  readonly #npx = new NpxWaits(this.#owners);
  readonly #wouldShow = new WouldShow(this.#owners);
  #agents: readonly Agent[] = [];
  #open: readonly Contention[] = [];
  #sequence = -1;
  /** The latest contention that was looked at. */
  #explained = -1;
  #unexplained: Contention[] = [];
  #lasting: ReadonlySet<string> = new Set();
  #timer: NodeJS.Timeout | undefined;
  #state: 'new' | 'watching' | 'ended' = 'new';
  #working: Promise<void> = Promise.resolve();

  constructor(options: LockWatcherOptions) {
    this.#options = options;
    this.#role = new Role(options.store, 'lock-watcher');
  }

  start(): void {
    // Elsewhere no system tells who waits for a file lock.
    if (process.platform !== 'linux' || this.#state !== 'new') return;
    this.#state = 'watching';
    this.#working = this.#tick();
  }

  /** Ends once the look that is under way is over, and gives the role to another. */
  async stop(): Promise<void> {
    this.dispose();
    await this.#working;
    await this.#role.release().catch(this.#options.onFault);
  }

  /** Ends at once, for a window that closes; the role runs out by itself. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#state = 'ended';
  }

  async #tick(): Promise<void> {
    let pause = idleInterval;
    try {
      if (await this.#look()) pause = lookInterval;
    } catch (fault) {
      // The store may have been closed under a look that was under way.
      if (this.#isWatching()) this.#options.onFault(fault);
    }
    if (!this.#isWatching()) return;
    this.#timer = setTimeout(() => {
      this.#working = this.#tick();
    }, pause).unref();
  }

  #isWatching(): boolean {
    return this.#state === 'watching';
  }

  /** False if there was nothing to look at, or it is another's to look. */
  async #look(): Promise<boolean> {
    const { store } = this.#options;
    this.#reload();
    const live = new Set(this.#agents.filter(({ status }) => isLive(status)).map(({ id }) => id));
    if (live.size === 0 || !(await this.#role.isOurs())) {
      this.#lasting = new Set();
      return false;
    }
    await this.#explain();
    const shown = this.#kernel.look(this.#agents);
    const inferred = [...this.#databases.look(), ...(await this.#npx.look())];
    const waits = [...shown, ...inferred].filter(({ agent }) => live.has(agent));
    this.#wouldShow.look(waits);
    const look: Look = {
      waits,
      lasting: this.#lasting,
      wouldShow: (contention) => this.#wouldShow.of(contention),
    };
    this.#lasting = new Set(waits.map(({ key }) => key));
    if (planChanges(this.#open, look).length === 0) return true;
    await store.write((transaction) => {
      // Planned on what is open now: a supervisor may have recorded a message, or an end, meanwhile.
      for (const change of planChanges(listOpenContention(transaction), look)) {
        apply(transaction, change);
      }
    });
    this.#options.onRecorded?.();
    return true;
  }

  /** Tells who has what a tool was refused, while it still has it. */
  async #explain(): Promise<void> {
    const clashes = this.#unexplained.splice(0);
    if (clashes.length === 0) return;
    this.#owners.begin(this.#agents);
    const explained = clashes.flatMap((clash) => {
      const found = explain(clash, this.#owners);
      return found ? [{ clash, found }] : [];
    });
    if (explained.length === 0) return;
    await this.#options.store.write((transaction) => {
      for (const { clash, found } of explained) {
        const { holder, path, cure } = found;
        const finding = cure === null ? clash.finding : { ...clash.finding, cure };
        changeContention(transaction, clash, { holder: holderOf(holder), path, finding });
      }
    });
    this.#options.onRecorded?.();
  }

  /** Events tell of every change of an agent and of contention, so that without one nothing has to be read again. */
  #reload(): void {
    const { store } = this.#options;
    const sequence = store.latestSequence();
    if (sequence === this.#sequence) return;
    this.#sequence = sequence;
    this.#agents = listAgents(store);
    this.#open = listOpenContention(store);
    const latest = listContentionAfter(store, this.#explained);
    this.#explained = latest.at(-1)?.id ?? this.#explained;
    this.#unexplained.push(...latest.filter(isFresh));
  }
}

/** A clash that has just happened: what was refused then is mostly still held. */
function isFresh({ holder, finding, since }: Contention): boolean {
  return holder === null && !finding.blocking && Date.now() - Date.parse(since) < 10_000;
}

function apply(transaction: Transaction, change: ContentionChange): void {
  switch (change.type) {
    case 'open':
      openContention(transaction, { ...seen(change.wait), finding: silentFinding(change.wait) });
      break;
    case 'confirm':
      changeContention(transaction, change.contention, {
        ...seen(change.wait),
        source: 'both',
        finding: { ...change.contention.finding, confidence: change.wait.confidence ?? 'certain' },
      });
      break;
    case 'pass-on':
      changeContention(transaction, change.contention, { holder: holderOf(change.wait.holder) });
      break;
    case 'close':
      closeContention(transaction, change.contention);
      break;
    case 'refute':
      closeContention(transaction, change.contention, { refuted: true });
      break;
    default:
      unreachable(change);
  }
}

function seen({ key, agent, waiter: { pid, command }, holder, path }: KernelWait) {
  return { agent, waiter: { pid, command }, holder: holderOf(holder), path, kernelKey: key };
}

function holderOf(party: Party | null): ContentionHolder | null {
  return party && { agent: party.agent, pid: party.pid, command: party.command };
}
