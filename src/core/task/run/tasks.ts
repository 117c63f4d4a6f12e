import { realpath } from 'node:fs/promises';
import type { Agent } from '../../agent/agent.ts';
import { computeGates, type GateOverrides } from '../../resource/gates.ts';
import { readMachineLimits } from '../../resource/machine-limits.ts';
import { loadGraph } from '../declaration/load-graph.ts';
import type { TaskDeclaration } from '../declaration/declaration.ts';
import { needsToolchain } from '../fingerprint/fingerprint.ts';
import { toolchainOf } from '../fingerprint/toolchain-part.ts';
import type { TaskGraph } from '../graph/graph.ts';
import { selectTasks } from '../graph/select-tasks.ts';
import { keptBytes } from '../result/kept-bytes.ts';
import { type Admission, CoresAdmission } from './admission.ts';
import { beyondMachine } from './beyond-machine.ts';
import type { FreshRun } from './fresh-runs.ts';
import type { TaskExplanation } from './explain.ts';
import { layeredAdmission } from './layered-admission.ts';
import type { GraphOutcome, GraphRequest, TaskContext } from './request.ts';
import { runGraph } from './run-graph.ts';
import { recordFreshRun } from './run-registry.ts';
import { TaskJobs } from './task-jobs.ts';

export interface TasksRequest extends Pick<
  GraphRequest,
  'keepGoing' | 'priority' | 'signal' | 'onState' | 'onOutput'
> {
  /** The root of the tasks, absolute; of an agent's tasks, its checkout. */
  readonly root: string;
  readonly names: readonly string[];
  readonly agent: Agent | null;
  readonly admission: Admission;
  /** What the user set instead of the gates computed from the machine. */
  readonly gates: GateOverrides;
  /** How many GPUs the user says there are; null where that is for the machine to tell. */
  readonly gpus: number | null;
  readonly graceMs: number;
  /** What kept results may take together; bytes. */
  readonly limitBytes: number;
}

export interface TasksOutcome extends GraphOutcome {
  readonly graph: TaskGraph;
  /** What of the project's files could not be used. */
  readonly problems: readonly string[];
}

/**
 * Runs tasks of a project by name, with all that they depend on.
 *
 * @throws LanekeeperError task-not-found, task-declaration-invalid, task-cycle, task-outputs-overlap,
 *   capability-missing, and as `runGraph`
 */
export async function runTasks(context: TaskContext, request: TasksRequest): Promise<TasksOutcome> {
  const { names, priority } = request;
  const checkout = await realpath(request.root);
  const known = request.agent === null ? context.fresh?.recall(context, checkout, names) : null;
  if (known && !request.signal?.aborted) return runAgainFresh(context, request, checkout, known);
  const loaded = await loadGraph(context.location, checkout, names);
  const graph = prioritized(selectTasks(loaded.graph, names), priority);
  const agent = await agentFor(context, checkout, graph, request.agent);
  const machine = readMachineLimits();
  const pool = { store: context.store, limits: computeGates(machine, request.gates) };
  const part = { graph, checkout, agent, pool, gpus: request.gpus };
  const admission = await layeredAdmission(context, part, request.admission);
  const toolchain = await toolchainFor(context, checkout, graph, agent);
  const jobs = new TaskJobs({
    ...{ pool, location: context.location, agent: agent?.id ?? null },
    environment: context.environment,
    onFault: context.onFault,
  });
  const running = runGraph(context, {
    ...request,
    ...{ checkout, graph, agent, jobs, admission, toolchain },
  });
  const outcome = await running.finally(() => jobs.stop());
  const { ran } = outcome.run.counts;
  // Loaded only where there is something to be done.
  if (ran > 0 && keptBytes(context.store) > request.limitBytes) {
    const { cleanResults } = await import('../result/clean-results.ts');
    await cleanResults(context.store, context.location, request.limitBytes);
  }
  const beyond = beyondMachine(graph.tasks.values(), machine);
  return { ...outcome, graph, problems: [...loaded.problems, ...beyond] };
}

/** Loaded only where a task asks for something that not everybody can do. */
async function agentFor(
  { store }: TaskContext,
  checkout: string,
  graph: TaskGraph,
  named: Agent | null,
): Promise<Agent | null> {
  const isAnybody = [...graph.tasks.values()].every(({ needs }) => needs.capabilities.length === 0);
  if (isAnybody) return named;
  const { chooseAgent } = await import('./choose-agent.ts');
  return chooseAgent(store, checkout, graph, named);
}

/** Nothing has happened to what the last run of this process looked at. */
async function runAgainFresh(
  { store }: TaskContext,
  { names, priority, onState }: TasksRequest,
  checkout: string,
  { graph, states }: FreshRun,
): Promise<TasksOutcome> {
  const run = await recordFreshRun(store, { checkout, names, priority }, states);
  for (const [name, state] of states) onState?.(name, state);
  return { run, states, graph, problems: [] };
}

/** Tells why a run would or would not do a task of a project. */
export async function explainTaskOf(
  context: TaskContext,
  { root, name, agent }: Pick<TasksRequest, 'root' | 'agent'> & { readonly name: string },
): Promise<TaskExplanation> {
  // Loaded here: runs need none of it.
  const { explainTask } = await import('./explain.ts');
  const checkout = await realpath(root);
  const { graph: all } = await loadGraph(context.location, checkout, [name]);
  const graph = selectTasks(all, [name]);
  const toolchain = await toolchainFor(context, checkout, graph, agent);
  return explainTask(context, { checkout, graph, agent, toolchain }, name);
}

/** As many at once as there are processors, unless somebody knows better. */
export function admissionOf(concurrency: number): Admission {
  return new CoresAdmission(concurrency);
}

async function toolchainFor(
  context: TaskContext,
  checkout: string,
  graph: TaskGraph,
  agent: Agent | null,
): Promise<string | null> {
  const isNeeded = [...graph.tasks.values()].some((task) => needsToolchain(task.class));
  return isNeeded ? toolchainOf(context, checkout, agent) : null;
}

function prioritized(graph: TaskGraph, priority: number | null): TaskGraph {
  if (priority === null) return graph;
  const tasks = new Map<string, TaskDeclaration>();
  for (const [name, task] of graph.tasks) tasks.set(name, { ...task, priority });
  return { ...graph, tasks };
}
