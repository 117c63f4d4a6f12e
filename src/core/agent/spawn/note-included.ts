import { describeIncludeReport, type IncludeReport } from '../../checkout/copy-included.ts';
import { insertTask } from '../../task/registry.ts';
import { plainText } from '../../terminal/plain-text.ts';
import type { Agent } from '../agent.ts';
import type { EngineContext } from '../context.ts';
import { openOutput } from '../supervisor/task-run.ts';

/** Files left out that are told one by one. */
const namedAtMost = 50;

/** Tells in the agent's log and among its tasks what was copied into its worktree, and what was left out and why. */
export async function noteIncluded(
  { store, environment }: EngineContext,
  agent: Agent,
  report: IncludeReport,
): Promise<void> {
  const summary = describeIncludeReport(report);
  const faults: unknown[] = [];
  const output = openOutput(store, agent, { environment, onFault: (fault) => faults.push(fault) });
  await output.announce(plainText(summary));
  for (const { path, reason } of report.leftOut.slice(0, namedAtMost)) {
    await output.announce(plainText(`Left out ${path}: ${reason}.`));
  }
  await output.close();
  const now = new Date().toISOString();
  await store.write((transaction) =>
    insertTask(transaction, {
      agent: agent.id,
      origin: 'spawn',
      name: `Copy ${report.source}`,
      command: ['copy', report.source],
      directory: agent.path,
      class: null,
      lock: null,
      unlessExists: null,
      stage: 'include',
      status: 'done',
      reason: summary,
      process: null,
      exitCode: 0,
      startedAt: now,
      endedAt: now,
    }),
  );
  if (faults.length > 0) throw faults[0];
}
