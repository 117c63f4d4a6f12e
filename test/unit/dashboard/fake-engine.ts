import type { Agent } from '../../../src/core/agent/agent.ts';
import type { CachesReport } from '../../../src/core/cache/report.ts';
import type { Contention } from '../../../src/core/contention/contention.ts';
import type { ContentionTotal } from '../../../src/core/contention/totals.ts';
import type { Disposable } from '../../../src/core/disposable.ts';
import { Emitter } from '../../../src/core/emitter.ts';
import type { Happening, LanekeeperEvent } from '../../../src/core/events.ts';
import type { HistorySeries } from '../../../src/core/metrics/history.ts';
import type { Sample } from '../../../src/core/metrics/sample.ts';
import type { Gate } from '../../../src/core/resource/pool/gate-report.ts';
import type { Task } from '../../../src/core/task/task.ts';
import type { TimelineEntry } from '../../../src/core/task/timeline/timeline-entry.ts';
import type {
  CachesSource,
  DashboardEngine,
  EngineConnection,
  EngineSource,
  MachineSource,
  ProjectsSource,
  ShownProject,
} from '../../../src/extension/dashboard/dashboard-engine.ts';

function rethrow(fault: unknown): never {
  throw fault;
}

const empty: HistorySeries = {
  time: new Float64Array(),
  cpu: new Float64Array(),
  memory: new Float64Array(),
};

/** The part of an engine that the dashboard reads, with contents and events that a test decides. */
export class FakeEngine implements DashboardEngine {
  agents: Agent[] = [];
  openTasks: Task[] = [];
  limits: Gate[] = [];
  /** What the window has learnt from it of the caches. */
  report: CachesReport = { caches: [], hitRate: null };
  /** The tasks of the window's folders. */
  folders: ShownProject[] = [];
  open: Contention[] = [];
  closed: Contention[] = [];
  totals: ContentionTotal[] = [];
  entries: TimelineEntry[] = [];
  histories = new Map<string, HistorySeries>();
  observers = 0;
  readonly #events = new Emitter<LanekeeperEvent>(rethrow);
  readonly #samples = new Emitter<Sample>(rethrow);
  #sequence = 0;

  happen(happening: Happening): void {
    this.#sequence += 1;
    this.#events.emit({ ...happening, time: new Date().toISOString(), sequence: this.#sequence });
  }

  tick(sample: Sample): void {
    this.#samples.emit(sample);
  }

  subscribe: DashboardEngine['subscribe'] = (listener) => this.#events.subscribe(listener);

  observe: DashboardEngine['observe'] = (listener) => {
    this.observers += 1;
    const subscription = this.#samples.subscribe(listener);
    return {
      dispose: () => {
        this.observers -= 1;
        subscription.dispose();
      },
    };
  };

  listAgents: DashboardEngine['listAgents'] = () => this.agents;
  unfinishedTasks: DashboardEngine['unfinishedTasks'] = () => this.openTasks;
  gates: DashboardEngine['gates'] = () => this.limits;
  contention: DashboardEngine['contention'] = () => ({ open: this.open, closed: this.closed });
  contentionTotals: DashboardEngine['contentionTotals'] = () => this.totals;
  timeline: DashboardEngine['timeline'] = () => this.entries;
  history: DashboardEngine['history'] = (id) => this.histories.get(id) ?? empty;
}

/** What is known of the caches in a window, as a test decides. */
export class FakeCaches implements CachesSource {
  readonly #changed = new Emitter<null>(rethrow);
  report: CachesReport | null = null;
  watchers = 0;

  answer(report: CachesReport): void {
    this.report = report;
    this.#changed.emit(null);
  }

  onDidChange: CachesSource['onDidChange'] = (listener) => this.#changed.subscribe(listener);

  watch(): Disposable {
    this.watchers += 1;
    return {
      dispose: () => {
        this.watchers -= 1;
      },
    };
  }
}

/** The tasks of a window's folders, as a test decides. */
export class FakeProjects implements ProjectsSource {
  readonly #changed = new Emitter<null>(rethrow);
  projects: readonly ShownProject[] | null = null;
  watchers = 0;

  become(projects: readonly ShownProject[]): void {
    this.projects = projects;
    this.#changed.emit(null);
  }

  onDidChange: ProjectsSource['onDidChange'] = (listener) => this.#changed.subscribe(listener);

  watch(): Disposable {
    this.watchers += 1;
    return {
      dispose: () => {
        this.watchers -= 1;
      },
    };
  }
}

/** What a machine is made of, as a test decides. */
export class FakeMachine implements MachineSource {
  readonly #changed = new Emitter<null>(rethrow);
  machine: MachineSource['machine'] = null;
  watchers = 0;

  become(machine: MachineSource['machine']): void {
    this.machine = machine;
    this.#changed.emit(null);
  }

  onDidChange: MachineSource['onDidChange'] = (listener) => this.#changed.subscribe(listener);

  watch(): Disposable {
    this.watchers += 1;
    return {
      dispose: () => {
        this.watchers -= 1;
      },
    };
  }
}

/** Where a window's engine comes from, as a test decides. */
export class FakeSource implements EngineSource {
  readonly #changed = new Emitter<EngineConnection>(rethrow);
  readonly caches = new FakeCaches();
  readonly projects = new FakeProjects();
  readonly machine = new FakeMachine();
  state: EngineConnection;
  listeners = 0;

  constructor(state: EngineConnection) {
    this.state = state;
  }

  become(state: EngineConnection): void {
    this.state = state;
    this.#changed.emit(state);
  }

  onDidChange: EngineSource['onDidChange'] = (listener) => {
    this.listeners += 1;
    const subscription = this.#changed.subscribe(listener);
    return {
      dispose: () => {
        this.listeners -= 1;
        subscription.dispose();
      },
    };
  };
}
