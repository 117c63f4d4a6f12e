import type { Contention } from '../contention/contention.ts';
import type { Location } from '../location.ts';
import type { Store } from '../store/store.ts';
import type { TaskDeclaration } from './declaration/declaration.ts';
import type { LoadedGraph } from './declaration/load-graph.ts';
import { type GraphTask, progressAt } from './graph-task.ts';
import type { TaskGraph } from './graph/graph.ts';
import { contentionByTask } from './run/contention-by-task.ts';
import { readClaims } from './run/claim.ts';
import { readPriorities } from './run/raise-priority.ts';
import { reasonOf } from './run/reason.ts';
import type { TaskRun } from './run/run-registry.ts';
import { type Standing, StandingReader } from './run/standing.ts';
import { type GraphTaskState, isFinal } from './run/state.ts';
import { readEstimate } from './run/task-history.ts';
import { logDirectory, taskLogPath } from './run/task-log-path.ts';
import { openDependencies } from './run/open-dependencies.ts';
import { raisedPriorities } from './scheduler/raised-priorities.ts';

interface Context {
  readonly store: Pick<Store, 'all' | 'get'>;
  readonly location: Pick<Location, 'tasks'>;
}

/** The tasks of one checkout as they were declared and found, to be asked again and again how they stand. */
export class ProjectTasks {
  /** The root, absolute and without links. */
  readonly checkout: string;
  readonly graph: TaskGraph;
  /** What of the project's files could not be used, as sentences. */
  readonly problems: readonly string[];
  readonly #context: Context;
  readonly #standings: StandingReader;
  readonly #expected = new Map<
    string,
    { readonly attempt: number; readonly milliseconds: number | null }
  >();

  constructor(context: Context, checkout: string, { graph, problems }: LoadedGraph) {
    this.#context = context;
    this.#standings = new StandingReader(context.store, checkout);
    this.checkout = checkout;
    this.graph = graph;
    this.problems = problems;
  }

  /**
   * How all tasks stand at this moment, each after what it depends on. Reads the database and no file of the project.
   */
  read(): GraphTask[] {
    const { store, location } = this.#context;
    const { tasks, live } = this.#standings.read();
    const waitsFor = openDependencies(this.graph, tasks, live);
    const priorities = new Map(live.map((run) => [run.id, this.#prioritiesOf(run)]));
    const claims = readClaims(store, this.checkout);
    const contention = contentionByTask(store);
    const logs = logDirectory(location, this.checkout);
    return this.graph.order.flatMap((name) => {
      const declaration = this.graph.tasks.get(name);
      if (!declaration) return [];
      const claim = claims.get(name);
      const own = waitsFor.get(name);
      const standing = tasks.get(name);
      const run = own?.run ?? standing?.run ?? null;
      const state = own ? waitingState : (standing?.state ?? null);
      const isOpen = state !== null && !isFinal(state);
      const priorityOf = isOpen && run ? priorities.get(run.id) : undefined;
      return [
        this.#taskOf(declaration, standing, {
          state,
          run,
          waitsFor: own?.names ?? [],
          contention: (claim && contention.get(claim.uid)) ?? [],
          log: state?.status === 'running' && claim ? taskLogPath(logs, claim) : null,
          priority: priorityOf?.(declaration) ?? declaration.priority,
        }),
      ];
    });
  }

  /** What each task counts in a run that is under way. */
  #prioritiesOf(run: TaskRun): (task: TaskDeclaration) => number {
    const raised = raisedPriorities(this.graph, readPriorities(this.#context.store, run.id));
    return ({ name, priority }) => Math.max(run.priority ?? priority, raised.get(name) ?? 0);
  }

  #taskOf(
    declaration: TaskDeclaration,
    standing: Standing | undefined,
    part: {
      readonly state: GraphTaskState | null;
      readonly run: TaskRun | null;
      readonly waitsFor: readonly string[];
      readonly contention: readonly Contention[];
      readonly log: string | null;
      readonly priority: number;
    },
  ): GraphTask {
    const { state, run, waitsFor, contention, log, priority } = part;
    const lastDone = standing?.lastDone ?? null;
    const status = state?.status ?? 'idle';
    const startedAt = state?.status === 'running' ? state.startedAt : null;
    const expectedMilliseconds = this.#expectedOf(declaration, lastDone?.attempt ?? 0);
    const last = state !== null && 'milliseconds' in state ? state.milliseconds : null;
    return {
      name: declaration.name,
      declaration,
      status,
      state,
      reason: state && (waitsFor.length > 0 ? waitsForText(waitsFor) : reasonOf(state)),
      waitsFor,
      run: run?.id ?? null,
      agent: run?.agent ?? null,
      priority,
      startedAt,
      milliseconds: last ?? lastDone?.milliseconds ?? null,
      expectedMilliseconds,
      progress: progressAt({ status, startedAt, expectedMilliseconds }),
      contention,
      cached: state?.status === 'done' && state.how !== 'ran',
      fingerprint: lastDone?.fingerprint ?? null,
      log: log ?? (state !== null && 'log' in state ? state.log : (lastDone?.log ?? null)),
    };
  }

  /** Asked again only after the task was done here: a few hundred medians take milliseconds. */
  #expectedOf(task: TaskDeclaration, attempt: number): number | null {
    const known = this.#expected.get(task.name);
    if (known?.attempt === attempt) return known.milliseconds;
    const { milliseconds } = readEstimate(this.#context.store, task);
    this.#expected.set(task.name, { attempt, milliseconds });
    return milliseconds;
  }
}

const waitingState: GraphTaskState = { status: 'waiting', reason: { kind: 'dependencies' } };

function waitsForText(names: readonly string[]): string {
  return `It waits for ${names.map((name) => `"${name}"`).join(', ')}.`;
}
