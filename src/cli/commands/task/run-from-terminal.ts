import { taskRunJson } from '../../../core/task/run/run-json.ts';
import type { GraphTaskState } from '../../../core/task/run/state.ts';
import { runSummary } from '../../../core/task/run/run-summary.ts';
import { readLog } from '../../../core/task/run/task-log.ts';
import { admissionOf, runTasks } from '../../../core/task/run/tasks.ts';
import { exitCodes } from '../../exit.ts';
import { interruptSignal } from '../../interrupt-signal.ts';
import { printJson, printNote } from '../../output.ts';
import { defaultConcurrency, findTaskAgent, taskRootOf, withTasks } from '../../task-context.ts';
import type { TaskRunOptions } from './run.ts';

export function runFromTerminal(
  names: readonly string[],
  options: TaskRunOptions,
): Promise<number> {
  return withTasks(async ({ configuration, context }) => {
    const agent = await findTaskAgent(context, options.agent);
    const print = options.json ? () => undefined : await statePrinter();
    const { run, states, problems } = await runTasks(context, {
      root: taskRootOf(agent),
      names,
      agent,
      priority: options.priority ?? null,
      admission: admissionOf(options.concurrency ?? defaultConcurrency()),
      keepGoing: options.continue === true,
      gates: configuration.gates,
      graceMs: configuration.stopGraceMs,
      limitBytes: configuration.caches.taskResultGigabytes * 1024 ** 3,
      signal: interruptSignal(),
      onState: print,
    });
    for (const problem of problems) printNote(problem);
    if (options.json) printJson(taskRunJson(run, states));
    else printNote(runSummary(run.counts));
    switch (run.status) {
      case 'done':
        return exitCodes.done;
      case 'cancelled':
      case 'interrupted':
        return exitCodes.interrupted;
      case 'failed':
      case 'running':
        return exitCodes.failed;
    }
  });
}

/** Prints what a command has printed once it has ended, and why a task failed. */
async function statePrinter(): Promise<(name: string, state: GraphTaskState) => void> {
  const { PlainTextDecoder } = await import('../../../core/terminal/plain-text.ts');
  return (name, state) => {
    if (state.status !== 'done' && state.status !== 'failed') return;
    if (state.status === 'done' && state.how === 'fresh') return;
    printNote(`${name}: ${outcome(state)}`);
    const decoder = new PlainTextDecoder();
    process.stdout.write(decoder.write(readLog(state.log)) + decoder.end());
  };
}

function outcome(state: GraphTaskState & { readonly status: 'done' | 'failed' }): string {
  if (state.status === 'failed') return `failed. ${state.reason}`;
  const time = state.milliseconds === null ? '' : ` in ${(state.milliseconds / 1000).toFixed(1)} s`;
  switch (state.how) {
    case 'ran':
      return `done${time}`;
    case 'fresh':
      return 'nothing had changed';
    case 'restored':
      return 'restored from a kept result';
    case 'joined':
      return `done${time} by another run`;
  }
}
