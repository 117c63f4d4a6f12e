import type { Agent } from './agent/agent.ts';
import { type AdoptableWorktree, listAdoptable } from './agent/spawn/adoptable-worktrees.ts';
import { type AgentCleanReport, cleanAgent, type CleanOptions } from './agent/end/clean.ts';
import type { EngineContext } from './agent/context.ts';
import { currentEnvironment } from './agent/current-environment.ts';
import { type AgentTypeAvailability, detectAgentTypes } from './agent/type/detect-types.ts';
import { attachTerminal, setInteractiveStatus, terminalClosed } from './agent/run/interactive.ts';
import { logPath } from './agent/log-path.ts';
import { reconcile } from './agent/reconcile.ts';
import { findAgent, listAgents } from './agent/registry.ts';
import { type Renewal, renewAgent, type RenewOptions } from './agent/renew.ts';
import { restartAgent } from './agent/restart.ts';
import { runInAgent, type RunRequest } from './agent/run/run.ts';
import {
  agreeToSetup,
  type ProposedSetup,
  proposeSetup,
  revokeSetup,
} from './agent/spawn/permitted-setup.ts';
import type { CheckoutRequest } from './agent/spawn/checkout-plan.ts';
import { AgentShells } from './agent/run/agent-shells.ts';
import { spawnAgent } from './agent/spawn/spawn.ts';
import type { SpawnRequest } from './agent/spawn/spawn-request.ts';
import { stopAgent } from './agent/end/stop.ts';
import { type ArtifactInventory, inventory } from './artifact/inventory.ts';
import { CacheReader, type ReadOptions } from './cache/cache-reader.ts';
import { type AgentCacheCount, sumCacheCounts } from './cache/counts.ts';
import type { CachesReport } from './cache/report.ts';
import { type Configuration, parseConfiguration } from './configuration.ts';
import { PathClaims } from './claim/path-claims.ts';
import type { Contention } from './contention/contention.ts';
import type { ContentionSignal } from './contention/finding.ts';
import { recordSignals } from './contention/record-signals.ts';
import { listContention } from './contention/registry.ts';
import { LockWatcher } from './contention/kernel/lock-watcher.ts';
import { type ContentionTotal, listTotals } from './contention/totals.ts';
import { type Disposable, DisposableList } from './disposable.ts';
import { Emitter } from './emitter.ts';
import type { LanekeeperEvent } from './events.ts';
import { type Location, locate } from './location.ts';
import type { HistorySeries } from './metrics/history.ts';
import { Observation } from './metrics/observation.ts';
import type { Sample } from './metrics/sample.ts';
import { readUsage, type StoredUsage } from './metrics/stored-usage.ts';
import { compareAgents } from './namespace/compare-agents.ts';
import type { NamespaceComparison } from './namespace/compare.ts';
import { DriftRecorder } from './namespace/drift-recorder.ts';
import { type DriftedExplanation, explainAgent, explainWorkspace } from './namespace/explain.ts';
import { AgentProcesses } from './process/agent-processes.ts';
import { followLog, readLogTail } from './process/log-reader.ts';
import { isZombie, type ProcessEntry } from './process/process-entry.ts';
import { readProcessTable } from './process/process-table.ts';
import { type Gate, readGates } from './resource/pool/gate-report.ts';
import { type EventLog, followEvents } from './store/event-log.ts';
import { heardWhile } from './store/heard-while.ts';
import { Store } from './store/store.ts';
import { listTasks, listUnfinishedTasks } from './task/registry.ts';
import { TaskGraphs } from './task/task-graphs.ts';
import type { Task } from './task/task.ts';
import { readTimeline, type TimelineEntry } from './task/timeline/timeline.ts';
import type { Breach } from './verification/breach.ts';
import { listBreaches } from './verification/breach-registry.ts';
import type { CheckReport } from './verification/check.ts';
import { type DoctorRequest, runDoctor } from './verification/doctor/doctor.ts';
import type { DoctorReport } from './verification/doctor/doctor-check.ts';
import { type TraceRequest, verifyTraced } from './verification/verify-traced.ts';
import { verify, type VerifyRequest } from './verification/verify.ts';
import { WriteRecorder } from './verification/write-recorder.ts';

export interface EngineOptions {
  /** The variables of whoever asks; `LANEKEEPER_HOME` says where the state lives. */
  readonly environment: NodeJS.ProcessEnv;
  /** What the user set, unchecked, and where, for the message when it is wrong. */
  readonly configuration?: { readonly value: unknown; readonly source: string };
  /** How to start a supervisor: a Node.js, and the command line's script. */
  readonly supervisor: { readonly node: string; readonly script: string };
  /** Hears of faults that no caller waits for. */
  readonly onFault: (fault: unknown) => void;
}

/**
 * Opens the engine on this user's state, and brings the registry up to date with the processes that there are.
 *
 * @throws LanekeeperError configuration-invalid, and as `openDatabase` does
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { configuration } = options;
  const engine = new Engine(
    options,
    parseConfiguration(configuration?.value, configuration?.source ?? 'the configuration'),
  );
  try {
    await engine.reconcile();
    return engine;
  } catch (fault) {
    engine.dispose();
    throw fault;
  }
}

/** All that presenters ask of the engine. Each method only hands over to the concern it names. */
export class Engine implements Disposable {
  readonly location: Location;
  readonly shells: AgentShells;
  readonly paths: PathClaims;
  readonly graph: TaskGraphs;
  readonly #context: EngineContext;
  readonly #events: Emitter<LanekeeperEvent>;
  readonly #log: EventLog;
  readonly #observation: Observation;
  readonly #caches: CacheReader;
  readonly #processes = new AgentProcesses();
  readonly #owned = new DisposableList();
  readonly #onFault: (fault: unknown) => void;

  constructor({ environment, supervisor, onFault }: EngineOptions, configuration: Configuration) {
    this.location = locate(environment);
    this.#onFault = onFault;
    const store = this.#owned.add(new Store(this.location.database));
    this.#context = {
      store,
      location: this.location,
      configuration,
      environment,
      supervisor,
      onFault,
    };
    this.shells = new AgentShells(this.#context);
    this.#events = this.#owned.add(new Emitter<LanekeeperEvent>(onFault));
    this.#log = this.#owned.add(
      followEvents(
        store,
        (event) => {
          this.#events.emit(event);
        },
        onFault,
      ),
    );
    this.#observation = this.#owned.add(new Observation(store, onFault));
    this.#caches = this.#owned.add(new CacheReader(this.#context));
    this.paths = new PathClaims(this.#context, (work) => this.#told(work));
    this.graph = new TaskGraphs(this.#context, (work) => this.#told(work));
  }

  /** Hears what this and every other process of this user commits, in order. */
  subscribe(listener: (event: LanekeeperEvent) => void): Disposable {
    return this.#events.subscribe(listener);
  }

  /** Every agent of this user, oldest first. */
  listAgents(): Agent[] {
    return listAgents(this.#context.store);
  }

  /** @throws LanekeeperError agent-not-found */
  findAgent(idOrName: string): Agent {
    return findAgent(this.#context.store, idOrName);
  }

  /** What can be spawned for a workspace, available types first. */
  agentTypes(workspace: string): Promise<AgentTypeAvailability[]> {
    const { configuration, environment } = this.#context;
    return detectAgentTypes(workspace, { own: configuration.agentTypes, environment });
  }

  /** The worktrees that an agent of a workspace may adopt, and those that it may not with the reason. */
  worktrees(workspace: string): Promise<AdoptableWorktree[]> {
    return listAdoptable(this.#context, workspace);
  }

  /** The project's setup and teardown steps for an agent that is spawned like this; null when there are none. */
  setupFor(request: CheckoutRequest): Promise<ProposedSetup | null> {
    return proposeSetup(this.#context, request);
  }

  /** Records that the user agrees to steps as `setupFor` gave them; asked again when they change. */
  agreeToSetup(workspace: string, setup: Pick<ProposedSetup, 'hash'>): Promise<void> {
    return agreeToSetup(this.#context, workspace, setup);
  }

  /** Takes back all that was agreed to in a workspace. */
  revokeSetup(workspace: string): Promise<void> {
    return revokeSetup(this.#context, workspace);
  }

  spawn(request: SpawnRequest): Promise<Agent> {
    return this.#told(spawnAgent(this.#context, request));
  }

  /** Makes the shell with this pid the interactive agent's own. */
  attachTerminal(id: string, pid: number): Promise<void> {
    return this.#told(attachTerminal(this.#context, this.findAgent(id), pid));
  }

  setInteractiveStatus(id: string, status: 'running' | 'idle'): Promise<void> {
    return this.#told(setInteractiveStatus(this.#context, this.findAgent(id), status));
  }

  terminalClosed(id: string, exitCode: number | undefined): Promise<void> {
    return this.#told(terminalClosed(this.#context, this.findAgent(id), exitCode));
  }

  /** Records what a matcher saw in the terminal of an interactive agent. */
  reportTerminalSignals(id: string, signals: readonly ContentionSignal[]): Promise<void> {
    const { store } = this.#context;
    return this.#told(
      store.write((transaction) => {
        recordSignals(transaction, id, 'terminal', signals);
      }),
    );
  }

  stop(id: string): Promise<Agent> {
    return this.#told(stopAgent(this.#context, this.findAgent(id)));
  }

  restart(id: string): Promise<Agent> {
    return this.#told(restartAgent(this.#context, this.findAgent(id)));
  }

  /** Runs a command in the foreground in the agent's environment and returns its exit code. */
  run(id: string, request: RunRequest): Promise<number> {
    return this.#told(runInAgent(this.#context, this.findAgent(id), request));
  }

  /** The agent's environment contract, with its share of the machine as it is now. */
  environment(id: string): Record<string, string> {
    return currentEnvironment(this.#context.store, this.findAgent(id));
  }

  /** The namespace of an agent with what has drifted since, or the one that an agent would get in a workspace. */
  explainNamespace(of: string | { workspace: string }): Promise<DriftedExplanation> {
    return typeof of === 'string'
      ? explainAgent(this.#context, this.findAgent(of))
      : explainWorkspace(this.#context, of.workspace);
  }

  /** What the namespaces of two agents differ in. */
  async compareNamespaces(id: string, other: string): Promise<NamespaceComparison> {
    return compareAgents(this.findAgent(id), this.findAgent(other));
  }

  /** Gives an agent that does not run the namespace that today's inputs make, seeded from the one it has. */
  renew(id: string, options: RenewOptions = {}): Promise<Renewal> {
    return this.#told(renewAgent(this.#context, this.findAgent(id), options));
  }

  /** Records what drifts of all agents' namespaces until disposed, unless another window does so already. */
  watchDrift(): Disposable {
    const recorder = new DriftRecorder({
      context: this.#context,
      subscribe: (listener) => this.subscribe(listener),
      onRecorded: () => {
        this.#log.flush();
      },
      onFault: this.#onFault,
    });
    recorder.start();
    return this.#owned.add(recorder);
  }

  inventory(id: string, signal?: AbortSignal): Promise<ArtifactInventory> {
    return inventory(this.findAgent(id).roots, signal && { signal });
  }

  clean(id: string, options: CleanOptions): Promise<AgentCleanReport> {
    return this.#told(cleanAgent(this.#context, this.findAgent(id), options));
  }

  /** What the agent's tools looked up in shared caches, and why they missed; of the last seven days at most. */
  lookups(id: string): AgentCacheCount[] {
    const since = Date.parse(this.findAgent(id).createdAt);
    return sumCacheCounts(this.#context.store, since).filter(({ agent }) => agent === id);
  }

  caches(options: ReadOptions = {}): Promise<CachesReport> {
    return this.#caches.read(options);
  }

  /** Tasks of one agent or of all, oldest first. */
  tasks(agent?: string): Task[] {
    return listTasks(this.#context.store, agent);
  }

  /** Of all agents, oldest first: what they run, and what they are still to run. */
  unfinishedTasks(): Task[] {
    return listUnfinishedTasks(this.#context.store);
  }

  /** What ran and what waited for places since an instant (ms since the epoch), of all agents, in order. */
  timeline(since: number): TimelineEntry[] {
    return readTimeline(this.#context.store, since);
  }

  contention(agent?: string, endedAtMost?: number): { open: Contention[]; closed: Contention[] } {
    return listContention(this.#context.store, agent, endedAtMost);
  }

  /** What agents met over the last 90 days, one entry an agent, resource and day. */
  contentionTotals(): ContentionTotal[] {
    return listTotals(this.#context.store);
  }

  /** Watches what live agents wait for until disposed, unless a supervisor or another window does so already. */
  watchLocks(): Disposable {
    const locks = new LockWatcher({
      store: this.#context.store,
      onFault: this.#onFault,
      onRecorded: () => {
        this.#log.flush();
      },
    });
    locks.start();
    return this.#owned.add(locks);
  }

  /** Where an agent, or any, was seen to write what another one writes or owns, oldest first. */
  breaches(id?: string): Breach[] {
    return listBreaches(this.#context.store, id === undefined ? undefined : this.findAgent(id).uid);
  }

  /** Watches what live agents write until disposed, unless a supervisor or another window does so already. */
  watchWrites(): Disposable {
    const { store, location, environment } = this.#context;
    const recorder = new WriteRecorder({ store, location, environment, onFault: this.#onFault });
    recorder.start();
    return this.#owned.add(recorder);
  }

  /** Checks the isolation of one agent or of all. */
  verify(request: VerifyRequest = {}): Promise<CheckReport[]> {
    return verify(this.#context, request);
  }

  /** Looks for what troubles many agents on one repository, and applies the cures that cost nothing where asked to. */
  doctor(request: DoctorRequest): Promise<DoctorReport[]> {
    return this.#told(runDoctor(this.#context, request, (options) => this.caches(options)));
  }

  /** Runs a command in an agent's environment and checks every single write of it. */
  verifyTraced(
    id: string,
    request: TraceRequest,
  ): Promise<{ checks: CheckReport[]; exitCode: number }> {
    return this.#told(verifyTraced(this.#context, this.findAgent(id), request));
  }

  /** The limits of this machine, who holds places, who waits for them and why, and what builds outside of them. */
  gates(): Gate[] {
    return readGates(this.#context, this.listAgents());
  }

  /** Hears what the machine and its live agents use, once a second while anybody listens. */
  observe(listener: (sample: Sample) => void): Disposable {
    return this.#observation.subscribe(listener);
  }

  history(of: string): HistorySeries {
    return this.#observation.history(of);
  }

  /** What an agent used over the last so many seconds, from what is stored. */
  usage(id: string, seconds: number): StoredUsage {
    return readUsage(this.#context.store, id, Date.now() - seconds * 1000);
  }

  /** The processes of an agent that there are at this moment. */
  processes(id: string): ProcessEntry[] {
    const agent = this.findAgent(id);
    const found = this.#processes.find([agent], readProcessTable()).get(agent.uid) ?? [];
    return found.filter((entry) => !isZombie(entry));
  }

  logPath(id: string): string {
    return logPath(this.findAgent(id));
  }

  followLog(id: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    return followLog(this.logPath(id), { signal });
  }

  /** The last so many bytes of what the agent's commands printed, escape sequences included. */
  async readLogTail(id: string, bytes: number): Promise<Buffer> {
    return Buffer.from(await readLogTail(this.logPath(id), bytes));
  }

  /** Holds the registry and the runs of tasks against the processes that there are; returns the agents that changed. */
  async reconcile(): Promise<Agent[]> {
    await this.graph.reconcile();
    return this.#told(reconcile(this.#context.store));
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #told<T>(work: Promise<T>): Promise<T> {
    return heardWhile(this.#log, work, this.#onFault);
  }
}
