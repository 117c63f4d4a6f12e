import type { Agent } from '../agent/agent.ts';
import type { EngineContext } from '../agent/context.ts';
import { listAgents, readAgent, updateAgent } from '../agent/registry.ts';
import { type Disposable, DisposableList } from '../disposable.ts';
import type { LanekeeperEvent } from '../events.ts';
import { isLeaseFree, takeLease } from '../store/lease.ts';
import { CheckoutDrift } from './checkout-drift.ts';
import { namespaceRequest } from './explain.ts';

/**
 * How often the lease is renewed, and asked for by those who do not hold it; ms. Two that both believe to hold it, for
 * the moment after one was suspended, record the same.
 */
const leaseInterval = 5000;

const lease = 'drift-recorder';

export interface DriftRecorderOptions {
  readonly context: Pick<EngineContext, 'store' | 'location' | 'environment'>;
  /** How it hears which agents come, go and are renewed. */
  readonly subscribe: (listener: (event: LanekeeperEvent) => void) => Disposable;
  /** Called after drift was recorded, so that it is heard at once. */
  readonly onRecorded: () => void;
  readonly onFault: (fault: unknown) => void;
}

/**
 * Keeps on each agent what has drifted of its namespace, and tells when that changes, once for this user: of all windows
 * one holds the lease and watches the inputs, and another takes over within five seconds of its end. Asks toolchains,
 * which may run what a workspace names, and so is for trusted windows alone.
 */
export class DriftRecorder implements Disposable {
  readonly #options: DriftRecorderOptions;
  readonly #checkouts = new Map<string, CheckoutDrift>();
  readonly #owned = new DisposableList();
  #holdsLease = false;
  #isDisposed = false;

  constructor(options: DriftRecorderOptions) {
    this.#options = options;
  }

  start(): void {
    this.#owned.add(
      this.#options.subscribe((event) => {
        this.#hear(event);
      }),
    );
    const timer = setInterval(() => {
      this.#renewLease();
    }, leaseInterval).unref();
    this.#owned.add({
      dispose: () => {
        clearInterval(timer);
      },
    });
    this.#renewLease();
  }

  /** Ends at once; the lease runs out by itself. */
  dispose(): void {
    this.#isDisposed = true;
    this.#owned.dispose();
    this.#leaveAll();
  }

  #hear({ type }: LanekeeperEvent): void {
    if (!this.#holdsLease) return;
    // `agent-changed` is heard when a renewed one has its namespace; recorded drift is told as one, and changes nothing.
    if (type.startsWith('agent-')) this.#follow();
  }

  #renewLease(): void {
    this.#takeLease().then(
      (isTaken) => {
        if (this.#isDisposed) return;
        const isNews = isTaken !== this.#holdsLease;
        this.#holdsLease = isTaken;
        if (!isNews) return;
        if (isTaken) this.#follow();
        else this.#leaveAll();
      },
      (fault: unknown) => {
        // The store may have been closed under it.
        if (!this.#isDisposed) this.#options.onFault(fault);
      },
    );
  }

  async #takeLease(): Promise<boolean> {
    const { store } = this.#options.context;
    if (!isLeaseFree(store, lease)) return false;
    const until = Date.now() + 2 * leaseInterval;
    return store.write((transaction) => takeLease(transaction, lease, until));
  }

  #follow(): void {
    const { context, onFault } = this.#options;
    const groups = new Map<string, Agent[]>();
    for (const agent of listAgents(context.store)) {
      // One that is being made or cleaned has nothing yet, or nothing any more, that could drift.
      if (Object.keys(agent.environment).length === 0 || !hasNamespace(agent)) continue;
      const key = JSON.stringify({ ...namespaceRequest(context, agent), agent: null });
      groups.set(key, [...(groups.get(key) ?? []), agent]);
    }
    for (const [key, checkout] of this.#checkouts) {
      if (groups.has(key)) continue;
      this.#checkouts.delete(key);
      checkout.dispose();
    }
    for (const [key, agents] of groups) {
      const [first] = agents;
      if (!first) continue;
      const request = namespaceRequest(context, first);
      const checkout =
        this.#checkouts.get(key) ??
        new CheckoutDrift({
          request,
          onDrift: (agent, drift) => this.#record(agent, drift),
          onFault,
        });
      this.#checkouts.set(key, checkout);
      checkout.follow(agents);
    }
  }

  #leaveAll(): void {
    for (const checkout of this.#checkouts.values()) checkout.dispose();
    this.#checkouts.clear();
  }

  async #record(agent: Agent, drift: readonly string[]): Promise<void> {
    const { store } = this.#options.context;
    if (!isNews(readAgent(store, agent.id), agent, drift)) return;
    await store.write((transaction) => {
      // It may have been renewed since the look at its inputs.
      if (!isNews(readAgent(transaction, agent.id), agent, drift)) return;
      updateAgent(transaction, agent, () => ({ drift: [...drift] }));
      transaction.emit({ type: 'drift-detected', agent: agent.id, inputs: [...drift] });
    });
    this.#options.onRecorded();
  }
}

function hasNamespace({ roots }: Agent): boolean {
  return roots.some(({ kind }) => kind === 'namespace');
}

function isNews(current: Agent | null, seen: Agent, drift: readonly string[]): boolean {
  if (current?.uid !== seen.uid || current.namespace !== seen.namespace) return false;
  return current.drift.join('\n') !== drift.join('\n');
}
