import { taskRunJson } from '../../../core/task/run/run-json.ts';
import type { LookedNote } from '../../../core/task/run/fresh-note.ts';
import { runSummary } from '../../../core/task/run/run-summary.ts';
import { admissionOf, runTasks } from '../../../core/task/run/tasks.ts';
import { exitCodes } from '../../exit.ts';
import { interruptSignal } from '../../interrupt-signal.ts';
import { printJson, printNote } from '../../output.ts';
import { defaultConcurrency, findTaskAgent, taskRootOf, withTasks } from '../../task-context.ts';
import type { TaskRunOptions } from './options.ts';
import { StatePrinter } from './state-printer.ts';

/** @param looked what was found of the note on just these tasks */
export function runFromTerminal(
  names: readonly string[],
  options: TaskRunOptions,
  looked: LookedNote | null = null,
): Promise<number> {
  return withTasks(async ({ configuration, context }) => {
    const agent = await findTaskAgent(context, options.agent);
    const printer = options.json ? null : new StatePrinter();
    const { run, states, problems } = await runTasks(
      { ...context, ...(looked && { looked }) },
      {
        root: taskRootOf(agent),
        names,
        agent,
        priority: options.priority ?? null,
        admission: admissionOf(options.concurrency ?? defaultConcurrency()),
        keepGoing: options.continue === true,
        gates: configuration.gates,
        gpus: configuration.gpus ?? null,
        graceMs: configuration.stopGraceMs,
        limitBytes: configuration.caches.taskResultGigabytes * 1024 ** 3,
        signal: interruptSignal(),
        ...(printer && { onState: printer.print }),
      },
    ).finally(() => {
      printer?.flush();
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
