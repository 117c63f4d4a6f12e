import type { OutputObserver } from '../../agent/supervisor/output-observer.ts';
import { inheritedEnvironment } from '../../environment/inherit.ts';
import { platformName } from '../../namespace/platform.ts';
import { secretsOf } from '../../process/secrets.ts';
import { CheckoutFiles } from '../fingerprint/checkout-files.ts';
import { ResultStore } from '../result/result-store.ts';
import { latestAttempt } from './claim.ts';
import { GraphRun } from './graph-run.ts';
import { HeldTasks } from './held-tasks.ts';
import { MemoryKills } from './memory-kills.ts';
import { PeakMemory } from './peak-memory.ts';
import type { GraphOutcome, GraphRequest, TaskAgent, TaskContext } from './request.ts';
import { insertRun, reconcileRuns, startingRun } from './run-registry.ts';
import { logDirectory } from './task-log-path.ts';

/**
 * Does the tasks of a graph in a checkout: only those of which something has changed since they were last done, each by
 * one process at a time however many run the same graph, and those that need not wait for each other at once. What a
 * task fails of is told in its state; this throws only what ends the run as a whole.
 *
 * @throws LanekeeperError as `Store.write`
 */
export async function runGraph(context: TaskContext, request: GraphRequest): Promise<GraphOutcome> {
  const { store, location, indexes } = context;
  const { checkout, agent, graph } = request;
  await reconcileRuns(store, checkout);
  const since = latestAttempt(store);
  const run = await store.write((transaction) =>
    insertRun(transaction, startingRun({ ...request, agent: agent?.id ?? null }, graph.tasks.size)),
  );
  const environment = { ...inheritedEnvironment(context.environment), ...agent?.environment };
  const index = indexes.open(checkout);
  const memory = new PeakMemory();
  const graphRun = new GraphRun(context, request, {
    run,
    since,
    held: new HeldTasks(context, request),
    parts: {
      files: new CheckoutFiles(checkout, 'inputs'),
      index,
      environment,
      platform: platformName(),
      toolchain: request.toolchain,
    },
    perform: {
      checkout,
      logs: logDirectory(location, checkout),
      index,
      results: new ResultStore(store, location),
      environment,
      jobs: request.jobs ?? null,
      tools: {
        secrets: secretsOf(environment),
        memory,
        kills: new MemoryKills(),
        graceMs: request.graceMs,
        programs: new Map(),
        onOutput: request.onOutput,
        observe: agent && (await observerOf(context, agent)),
      },
    },
  });
  try {
    return await graphRun.run();
  } finally {
    memory.dispose();
  }
}

/** What tasks print tells of their agent as its own commands do. Loaded only for an agent's tasks. */
async function observerOf(
  { store, onFault }: TaskContext,
  { id }: TaskAgent,
): Promise<(command: readonly string[]) => OutputObserver> {
  const { OutputObserver } = await import('../../agent/supervisor/output-observer.ts');
  return (command) => new OutputObserver(store, id, command, onFault);
}
