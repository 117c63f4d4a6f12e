import { realpath } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { Agent } from '../agent/agent.ts';
import type { EngineContext } from '../agent/context.ts';
import { findAgent } from '../agent/registry.ts';
import type { Told } from '../claim/path-claims.ts';
import { type FollowOptions, followLog } from '../process/log-reader.ts';
import type { GraphTask } from './graph-task.ts';
import type { ProjectTasks } from './project-tasks.ts';
import type { TaskExplanation } from './run/explain.ts';
import type { TaskContext } from './run/request.ts';
import type { TaskRun } from './run/run-registry.ts';
import type { TasksOutcome, TasksRequest } from './run/tasks.ts';

/**
 * Whose tasks are meant: those of a folder (absolute), in one's own environment, or those of an agent's checkout, in
 * its.
 */
export type TaskPlace = { readonly root: string } | { readonly agent: string };

export interface RunTasksRequest extends Partial<
  Pick<TasksRequest, 'keepGoing' | 'priority' | 'signal' | 'onState' | 'onOutput'>
> {
  readonly place: TaskPlace;
  readonly names: readonly string[];
  /** How many commands at once; as many as there are processors when absent. */
  readonly concurrency?: number;
}

/**
 * What the engine offers about tasks that depend on each other. What runs of them do is loaded once it is asked for.
 */
export class TaskGraphs {
  readonly #context: EngineContext;
  readonly #told: Told;
  readonly #runs = new Map<Promise<unknown>, AbortController>();
  #tasks: TaskContext | null = null;

  constructor(context: EngineContext, told: Told) {
    this.#context = context;
    this.#told = told;
  }

  /**
   * The tasks that are declared and found; how they stand is asked of what is returned, as often as one likes.
   *
   * @throws LanekeeperError agent-not-found, task-declaration-invalid, and as `buildGraph`
   */
  async load(place: TaskPlace): Promise<ProjectTasks> {
    const [{ loadGraph }, { ProjectTasks: Tasks }] = await Promise.all([
      import('./declaration/load-graph.ts'),
      import('./project-tasks.ts'),
    ]);
    const { checkout } = await this.#resolve(place);
    return new Tasks(
      this.#context,
      checkout,
      await loadGraph(this.#context.location, checkout, null),
    );
  }

  /**
   * Does tasks and all that they depend on, as far as something has changed.
   *
   * @throws LanekeeperError as `runTasks`
   */
  async run(request: RunTasksRequest): Promise<TasksOutcome> {
    const { configuration } = this.#context;
    const { place, names, concurrency = availableParallelism(), keepGoing = false } = request;
    const { runTasks, admissionOf } = await import('./run/tasks.ts');
    const { root, agent } = await this.#resolve(place);
    const ended = new AbortController();
    const run = this.#told(
      runTasks(await this.#taskContext(), {
        ...{ root, agent, names, keepGoing },
        priority: request.priority ?? null,
        admission: admissionOf(concurrency),
        gates: configuration.gates,
        gpus: configuration.gpus ?? null,
        graceMs: configuration.stopGraceMs,
        limitBytes: configuration.caches.taskResultGigabytes * 1024 ** 3,
        signal: request.signal ? AbortSignal.any([request.signal, ended.signal]) : ended.signal,
        ...(request.onState && { onState: request.onState }),
        ...(request.onOutput && { onOutput: request.onOutput }),
      }),
    );
    this.#runs.set(run, ended);
    try {
      return await run;
    } finally {
      this.#runs.delete(run);
    }
  }

  /**
   * Stops a task, or all of them, in every run under way, with what depends on it. Returns how many runs were asked.
   */
  async cancel(place: TaskPlace, name: string | null): Promise<number> {
    const [{ cancelTask }, { reconcileRuns }] = await Promise.all([
      import('./run/cancellation.ts'),
      import('./run/run-registry.ts'),
    ]);
    const { checkout } = await this.#resolve(place);
    await this.#told(reconcileRuns(this.#context.store, checkout));
    return cancelTask(this.#context.store, checkout, name);
  }

  /**
   * Does a task, and all that it waits for, before others of lower priority (0–100) in every run under way. Returns how
   * many runs were asked.
   */
  async raise(place: TaskPlace, name: string, priority: number): Promise<number> {
    const [{ raisePriority }, { reconcileRuns }] = await Promise.all([
      import('./run/raise-priority.ts'),
      import('./run/run-registry.ts'),
    ]);
    const { checkout } = await this.#resolve(place);
    await this.#told(reconcileRuns(this.#context.store, checkout));
    return this.#told(raisePriority(this.#context.store, checkout, name, priority));
  }

  /** Tells why a run would or would not do a task, without doing anything. */
  async explain(place: TaskPlace, name: string): Promise<TaskExplanation> {
    const { explainTaskOf } = await import('./run/tasks.ts');
    const { root, agent } = await this.#resolve(place);
    return explainTaskOf(await this.#taskContext(), { root, agent, name });
  }

  /** The runs of a checkout that are remembered, latest first. */
  async runs(place: TaskPlace): Promise<TaskRun[]> {
    const { listRuns } = await import('./run/run-registry.ts');
    return listRuns(this.#context.store, (await this.#resolve(place)).checkout);
  }

  /** The last line that a task printed which says anything, as plain text; null if there is none. */
  async lastLine({ log }: Pick<GraphTask, 'log'>): Promise<string | null> {
    const { readLastLine } = await import('./run/last-line.ts');
    return log === null ? null : readLastLine(log);
  }

  /** What a task printed and, until `ended`, prints. */
  followLog(log: string, options: FollowOptions): AsyncGenerator<Uint8Array> {
    return followLog(log, options);
  }

  /** Ends what runs have left behind whose process is gone, in every checkout. */
  async reconcile(): Promise<void> {
    const { store, configuration } = this.#context;
    const open = store.get(
      'SELECT 1 FROM task_claims UNION ALL SELECT 1 FROM task_runs WHERE live = 1 LIMIT 1',
    );
    if (open === undefined) return;
    const { reconcileClaims } = await import('./run/reconcile-claims.ts');
    await this.#told(reconcileClaims(store, configuration.stopGraceMs));
  }

  /** Stops the runs that were begun here, and waits until what they started has ended. */
  async end(): Promise<void> {
    for (const ended of this.#runs.values()) ended.abort();
    await Promise.allSettled(this.#runs.keys());
  }

  async #resolve(
    place: TaskPlace,
  ): Promise<{ root: string; checkout: string; agent: Agent | null }> {
    const agent = 'agent' in place ? findAgent(this.#context.store, place.agent) : null;
    const root = 'agent' in place ? (agent?.path ?? '') : place.root;
    return { root, checkout: await realpath(root), agent };
  }

  async #taskContext(): Promise<TaskContext> {
    const [{ FileIndexes }, { FreshRuns }] = await Promise.all([
      import('./fingerprint/file-indexes.ts'),
      import('./run/fresh-runs.ts'),
    ]);
    const indexes = new FileIndexes(this.#context.location);
    this.#tasks ??= { ...this.#context, indexes, fresh: new FreshRuns() };
    return this.#tasks;
  }
}
