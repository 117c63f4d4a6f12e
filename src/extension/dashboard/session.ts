import { DisposableList, type Disposable } from '../../core/disposable.ts';
import { toLanekeeperError } from '../../core/error.ts';
import type { LanekeeperEvent } from '../../core/events.ts';
import type { Sample } from '../../core/metrics/sample.ts';
import { unreachable } from '../../core/unreachable.ts';
import { Changes } from './changes.ts';
import { dashboardContract } from './contract.ts';
import type {
  CachesSource,
  DashboardEngine,
  EngineSource,
  MachineSource,
  ProjectsSource,
} from './dashboard-engine.ts';
import { Delivery, type DashboardPage } from './delivery.ts';
import { type Latest, messagesOf } from './messages.ts';
import { Pace, systemClock, type Clock } from './pace.ts';
import { PageRequests, type DashboardCommands } from './page-requests.ts';
import { longParts, partsOf, type Part } from './parts.ts';
import { snapshot } from './snapshot.ts';

export interface SessionOptions {
  readonly source: EngineSource;
  readonly caches: CachesSource;
  readonly projects: ProjectsSource;
  readonly machine: MachineSource;
  readonly commands: DashboardCommands;
  readonly page: DashboardPage;
  readonly onFault: (fault: unknown) => void;
  readonly clock?: Clock;
}

const sampleInterval = 1000;
/** A person sees no difference, and a burst of events becomes one message. */
const changeInterval = 100;
/** The same for what is long. */
const longInterval = 500;

/**
 * The host's side of one dashboard. While the page is ready and visible it samples the engine and follows its events;
 * otherwise it does neither and posts nothing. A page that has not seen the last messages gets no more of them: what
 * changes meanwhile is posted once, as it is then.
 */
export class DashboardSession implements Disposable {
  readonly #options: SessionOptions;
  readonly #delivery: Delivery;
  readonly #requests: PageRequests;
  readonly #samplePace: Pace;
  readonly #changes: Changes;
  readonly #longChanges: Changes;
  readonly #source: Disposable;
  /** To be posted as soon as the page has seen what it was sent. */
  readonly #due = new Set<Part>();
  #ready = false;
  #following: DisposableList | null = null;
  /** While the machine is asked what it is made of. */
  #machine: Disposable | null = null;
  #sample: Sample | null = null;
  /** The page shows this engine as a whole, and differs from it by what is changed and due. */
  #whole = false;
  #lastFault: string | null = null;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { page, clock = systemClock } = options;
    this.#delivery = new Delivery({
      page,
      clock,
      onSilence: () => {
        this.#refresh();
      },
    });
    this.#requests = new PageRequests({
      ...options,
      onUnknown: (...parts) => {
        this.#dueNow(...parts);
      },
    });
    const dueNow = (parts: readonly Part[]) => {
      this.#dueNow(...parts);
    };
    this.#samplePace = new Pace(
      sampleInterval,
      () => {
        this.#dueNow('sample');
      },
      clock,
    );
    this.#changes = new Changes(changeInterval, dueNow, clock);
    this.#longChanges = new Changes(longInterval, dueNow, clock);
    this.#source = options.source.onDidChange(() => {
      this.#engineChanged();
    });
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
      case 'seen':
        this.#delivery.pageSaw(message.sequence);
        this.#flush();
        this.#askMachine();
        break;
      case 'agent-command':
      case 'task-command':
      case 'window-command':
        this.#attempt(() => {
          this.#requests.take(message, this.#engine);
        });
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
    this.#source.dispose();
    this.#rest();
  }

  get #engine(): DashboardEngine | null {
    const { state } = this.#options.source;
    return state.kind === 'open' ? state.engine : null;
  }

  get #latest(): Latest {
    const { caches, projects, machine } = this.#options;
    return {
      ...{ caches: caches.report, sample: this.#sample },
      ...{ projects: projects.projects, machine: machine.machine },
    };
  }

  #engineChanged(): void {
    this.#rest();
    this.#refresh();
  }

  /** Begins anew with this page: forgets what it may have missed and posts everything. */
  #refresh(): void {
    if (!this.#ready || !this.#options.page.visible) return;
    this.#whole = false;
    this.#delivery.forget();
    const { state } = this.#options.source;
    if (state.kind !== 'open') {
      this.#delivery.post({
        type: 'unavailable',
        fault: state.kind === 'failed' ? faultView(state.error) : null,
      });
      return;
    }
    this.#follow(state.engine);
    this.#postWhole(state.engine);
  }

  #follow(engine: DashboardEngine): void {
    if (this.#following) return;
    const following = new DisposableList();
    this.#following = following;
    following.add(
      engine.subscribe((event) => {
        this.#onEvent(event);
      }),
    );
    following.add(
      engine.observe((sample) => {
        this.#sample = sample;
        this.#samplePace.request();
      }),
    );
    const { caches, projects, machine } = this.#options;
    following.add(
      machine.onDidChange(() => {
        this.#dueNow('machine');
      }),
    );
    following.add(projects.watch());
    following.add(
      projects.onDidChange(() => {
        this.#dueNow('projects', 'standings');
      }),
    );
    following.add(caches.watch());
    following.add(
      caches.onDidChange(() => {
        this.#dueNow('caches');
      }),
    );
    following.add(this.#samplePace);
    following.add(this.#changes);
    following.add(this.#longChanges);
  }

  /** Only when the page shows something: it starts programs of the system, and loads a large library. */
  #askMachine(): void {
    if (this.#whole && this.#following) this.#machine ??= this.#options.machine.watch();
  }

  #rest(): void {
    this.#following?.dispose();
    this.#following = null;
    this.#machine?.dispose();
    this.#machine = null;
    this.#delivery.rest();
    // A sample from before the pause would be shown as the present.
    this.#sample = null;
  }

  #onEvent(event: LanekeeperEvent): void {
    const parts = partsOf(event);
    this.#changes.add(parts.filter((part) => !longParts.has(part)));
    this.#longChanges.add(parts.filter((part) => longParts.has(part)));
  }

  #dueNow(...parts: readonly Part[]): void {
    for (const part of parts) this.#due.add(part);
    this.#flush();
  }

  #flush(): void {
    const engine = this.#engine;
    if (!this.#following || !engine || this.#due.size === 0) return;
    if (!this.#delivery.isTakenIn) return;
    if (!this.#whole) {
      this.#postWhole(engine);
      return;
    }
    this.#attempt(() => {
      // What could not be read stays due and is tried again with what comes next.
      const messages = [...this.#due].flatMap((part) =>
        messagesOf(part, engine, this.#latest, Date.now()),
      );
      this.#due.clear();
      for (const message of messages) this.#delivery.post(message);
    });
  }

  #postWhole(engine: DashboardEngine): void {
    this.#due.clear();
    this.#changes.reset();
    this.#longChanges.reset();
    this.#samplePace.reset();
    this.#attempt(() => {
      const message = snapshot(engine, this.#latest, Date.now());
      this.#whole = true;
      this.#delivery.post(message);
    });
  }

  /**
   * A fault of the engine, such as a busy database, costs one message and not the dashboard. It is reported once for as
   * long as it lasts; a page that has nothing to show is told of it and gets a snapshot with what comes next.
   */
  #attempt(action: () => void): void {
    try {
      action();
      this.#lastFault = null;
    } catch (fault) {
      const view = faultView(fault);
      if (view.message !== this.#lastFault) this.#options.onFault(fault);
      this.#lastFault = view.message;
      if (!this.#whole) this.#delivery.post({ type: 'unavailable', fault: view });
    }
  }
}

function faultView(fault: unknown): { message: string; cure: string } {
  const { message, cure } = toLanekeeperError(fault);
  return { message, cure };
}
