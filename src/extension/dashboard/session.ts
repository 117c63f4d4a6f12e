import type { CachesReport } from '../../core/cache/report.ts';
import { DisposableList, type Disposable } from '../../core/disposable.ts';
import type { LanekeeperEvent } from '../../core/events.ts';
import type { Sample } from '../../core/metrics/sample.ts';
import { unreachable } from '../../core/unreachable.ts';
import {
  dashboardContract,
  type AgentCommand,
  type MessageToPage,
  type WindowCommand,
} from './contract.ts';
import type { DashboardEngine } from './dashboard-engine.ts';
import { Pace, systemClock, type Clock } from './pace.ts';
import {
  agentsView,
  cachesView,
  contentionsView,
  gatesView,
  sampleView,
  snapshot,
  tasksView,
} from './snapshot.ts';

/** The window's commands, which confirm, report progress and show their own errors. */
export interface DashboardCommands {
  /** `agent` is the id of a registered agent, or null where the command is about the window. */
  run(command: AgentCommand | WindowCommand, agent: string | null): Promise<void>;
}

/** The webview as the session needs it. */
export interface DashboardPage {
  readonly visible: boolean;
  post(message: MessageToPage): void;
}

export interface SessionOptions {
  readonly engine: DashboardEngine;
  readonly commands: DashboardCommands;
  readonly page: DashboardPage;
  readonly onFault: (fault: unknown) => void;
  readonly clock?: Clock;
}

const sampleInterval = 1000;
/** A person sees no difference, and a burst of events becomes one message. */
const changeInterval = 100;
/** Probing caches starts processes of their tools, so it keeps a slower beat. */
const cacheEventInterval = 5000;
const cacheInterval = 30_000;

type Part = 'agents' | 'tasks' | 'contention';
/** A message to the page before it has its number; distributes over the union, as plain Omit does not. */
type Unnumbered<M> = M extends unknown ? Omit<M, 'sequence'> : never;

/**
 * The host's side of one dashboard. While the page is ready and visible it samples the engine and follows its events;
 * otherwise it does neither and posts nothing.
 */
export class DashboardSession implements Disposable {
  readonly #options: SessionOptions;
  readonly #samplePace: Pace;
  readonly #changePace: Pace;
  readonly #cacheEventPace: Pace;
  readonly #cachePace: Pace;
  readonly #changed = new Set<Part>();
  #sequence = 0;
  #ready = false;
  #following: DisposableList | null = null;
  #sample: Sample | null = null;
  #caches: CachesReport | null = null;
  #cachesAsked = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    const clock = options.clock ?? systemClock;
    this.#samplePace = new Pace(
      sampleInterval,
      () => {
        this.#postSample();
      },
      clock,
    );
    this.#changePace = new Pace(
      changeInterval,
      () => {
        this.#postChanges();
      },
      clock,
    );
    this.#cacheEventPace = new Pace(
      cacheEventInterval,
      () => {
        this.#probeCaches();
      },
      clock,
    );
    this.#cachePace = new Pace(
      cacheInterval,
      () => {
        this.#probeCaches();
      },
      clock,
    );
  }

  /** Takes whatever the webview sent. What does not fit the contract is reported and has no effect. */
  receive(raw: unknown): void {
    const parsed = dashboardContract.toHost.safeParse(raw);
    if (!parsed.success) {
      this.#options.onFault(
        new Error('The dashboard sent a message that is not in its contract.', {
          cause: parsed.error,
        }),
      );
      return;
    }
    const message = parsed.data;
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        this.#refresh();
        break;
      case 'resync':
        this.#refresh();
        break;
      case 'agent-command':
        this.#runForAgent(message.command, message.agent);
        break;
      case 'window-command':
        this.#run(message.command, null);
        break;
      default:
        unreachable(message);
    }
  }

  /** To be called whenever the page may have been hidden or shown. */
  visibilityChanged(): void {
    if (this.#options.page.visible) this.#refresh();
    else this.#rest();
  }

  dispose(): void {
    this.#ready = false;
    this.#rest();
  }

  #refresh(): void {
    if (!this.#ready || !this.#options.page.visible) return;
    this.#follow();
    this.#changed.clear();
    this.#changePace.reset();
    this.#samplePace.reset();
    this.#attempt(() => {
      const latest = { caches: this.#caches, sample: this.#sample };
      this.#post(snapshot(this.#options.engine, latest, Date.now()));
    });
    this.#cachePace.request();
  }

  #follow(): void {
    if (this.#following) return;
    const following = new DisposableList();
    this.#following = following;
    const { engine } = this.#options;
    following.add(
      engine.subscribe((event) => {
        this.#onEvent(event);
      }),
    );
    following.add(
      engine.observe((sample) => {
        this.#sample = sample;
        this.#samplePace.request();
        this.#cachePace.request();
      }),
    );
    for (const pace of [
      this.#samplePace,
      this.#changePace,
      this.#cacheEventPace,
      this.#cachePace,
    ]) {
      following.add(pace);
    }
  }

  #rest(): void {
    this.#following?.dispose();
    this.#following = null;
    // A sample from before the pause would be shown as the present.
    this.#sample = null;
  }

  #onEvent(event: LanekeeperEvent): void {
    switch (event.type) {
      case 'agent-spawned':
      case 'agent-status-changed':
      case 'agent-changed':
        this.#change('agents');
        break;
      case 'agent-removed':
        this.#change('agents', 'tasks', 'contention');
        break;
      case 'task-changed':
        this.#change('tasks');
        break;
      case 'contention-opened':
      case 'contention-closed':
        this.#change('contention');
        break;
      case 'cache-counted':
      case 'artifacts-cleaned':
        this.#cacheEventPace.request();
        break;
      case 'processes-left-behind':
      case 'drift-detected':
        break;
      default:
        unreachable(event);
    }
  }

  #change(...parts: Part[]): void {
    for (const part of parts) this.#changed.add(part);
    this.#changePace.request();
  }

  #postChanges(): void {
    const { engine } = this.#options;
    const changed = new Set(this.#changed);
    this.#changed.clear();
    this.#attempt(() => {
      if (changed.has('agents')) this.#post({ type: 'agents', agents: agentsView(engine) });
      if (changed.has('tasks')) this.#post({ type: 'tasks', tasks: tasksView(engine) });
      if (changed.has('contention')) {
        this.#post({ type: 'contention', contention: contentionsView(engine) });
      }
    });
  }

  #postSample(): void {
    const sample = this.#sample;
    if (!sample) return;
    this.#attempt(() => {
      const gates = gatesView(this.#options.engine);
      this.#post({ type: 'sample', sample: sampleView(sample), gates });
    });
  }

  #probeCaches(): void {
    if (this.#cachesAsked) return;
    this.#cachesAsked = true;
    this.#options.engine
      .caches()
      .then((report) => {
        this.#caches = report;
        if (this.#following) this.#post({ type: 'caches', caches: cachesView(report) });
      })
      .catch(this.#options.onFault)
      .finally(() => {
        this.#cachesAsked = false;
      });
  }

  #post(message: Unnumbered<MessageToPage>): void {
    if (!this.#options.page.visible) return;
    this.#sequence += 1;
    this.#options.page.post({ ...message, sequence: this.#sequence });
  }

  #runForAgent(command: AgentCommand, id: string): void {
    // The page is not trusted: only an id that the registry knows goes on, and never as a name to be looked up.
    this.#attempt(() => {
      const known = this.#options.engine.listAgents().some((agent) => agent.id === id);
      if (known) this.#run(command, id);
      else this.#change('agents');
    });
  }

  #run(command: AgentCommand | WindowCommand, agent: string | null): void {
    this.#options.commands.run(command, agent).catch(this.#options.onFault);
  }

  /** A fault of the engine, such as a busy database, costs one message and not the dashboard. */
  #attempt(action: () => void): void {
    try {
      action();
    } catch (fault) {
      this.#options.onFault(fault);
    }
  }
}
