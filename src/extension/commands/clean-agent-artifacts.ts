import { commands, ProgressLocation, window as editor } from 'vscode';
import { isLive } from '../../core/agent/agent-status.ts';
import type { Agent } from '../../core/agent/agent.ts';
import type { CleanReport } from '../../core/artifact/clean-report.ts';
import type { Engine } from '../../core/engine.ts';
import { LanekeeperError } from '../../core/error.ts';
import { plainText } from '../../core/terminal/plain-text.ts';
import { abortSignal } from '../abort-signal.ts';
import { commandIds } from '../contributions/commands.ts';
import { viewIds } from '../contributions/views.ts';
import type { Logger } from '../log.ts';
import { formatBytes } from '../../core/quantities.ts';
import { requireTrust } from '../workspace-access.ts';
import { chooseAgents } from './choose-agent.ts';
import { type CleanPlan, planText, resultText } from './clean-texts.ts';
import type { Command } from './command.ts';
import { isSet } from './is-set.ts';

/**
 * Clean Agent Artifacts: shows what will go, its size and what is kept, and deletes it once the user agrees. An agent
 * that runs is refused, with the offer to stop it first. A script gets no dialog and the report: it passes
 * `{agent, dryRun?, stopFirst?}`.
 */
export const cleanAgentArtifacts: Command = async ({ access, log }, invocation) => {
  requireTrust();
  const engine = await access.ready();
  const agents = await chooseAgents(engine, invocation, {
    placeholder: 'Whose artifacts shall be deleted?',
    none: 'There is no agent to clean.',
  });
  const [first] = agents;
  if (!first) return undefined;
  if (invocation.from === 'script') {
    const { argument } = invocation;
    return engine.clean(first.id, {
      dryRun: isSet(argument, 'dryRun'),
      stopFirst: isSet(argument, 'stopFirst'),
    });
  }
  const plans = await editor.withProgress({ location: { viewId: viewIds.agents } }, () =>
    Promise.all(agents.map((agent) => plan(engine, agent))),
  );
  const running = plans.filter(({ isRunning }) => isRunning);
  const { message, detail } = planText(plans);
  const action = running.length > 0 ? 'Stop and Clean' : 'Clean';
  const agreed = await editor.showWarningMessage(message, { modal: true, detail }, action);
  if (agreed !== action) return undefined;
  const reports = await cleanAll(engine, plans, running.length > 0);
  showResult(agents, reports, log);
  return reports;
};

/** What cleaning would do once the agent has stopped, found out without changing anything. */
async function plan(engine: Engine, agent: Agent): Promise<CleanPlan> {
  const [inventory, report] = await Promise.all([
    engine.inventory(agent.id),
    engine.clean(agent.id, { dryRun: true, stopFirst: true }),
  ]);
  const isRunning = isLive(agent.status) || engine.processes(agent.id).length > 0;
  return { agent, inventory, report, isRunning };
}

/** Cleans one agent after the other. What was cleaned before a cancellation or an error stays cleaned. */
async function cleanAll(
  engine: Engine,
  plans: readonly CleanPlan[],
  stopFirst: boolean,
): Promise<CleanReport[]> {
  const total = plans.reduce((sum, { report }) => sum + report.bytes, 0);
  return editor.withProgress(
    {
      location: ProgressLocation.Notification,
      title: 'Cleaning agent artifacts',
      cancellable: true,
    },
    async (progress, token) => {
      const { signal, dispose } = abortSignal(token);
      const reports: CleanReport[] = [];
      let finished = 0;
      let shown = 0;
      try {
        for (const { agent } of plans) {
          const tell = (removed: number): void => {
            const share = total === 0 ? 0 : Math.min(100, ((finished + removed) / total) * 100);
            progress.report({
              message: `${formatBytes(finished + removed)} of ${formatBytes(total)}`,
              increment: Math.max(0, share - shown),
            });
            shown = Math.max(shown, share);
          };
          const report = await engine.clean(agent.id, {
            dryRun: false,
            stopFirst,
            signal,
            onProgress: tell,
          });
          finished += report.bytes;
          reports.push(report);
        }
        return reports;
      } catch (thrown) {
        if (!signal.aborted) throw thrown;
        throw new LanekeeperError(
          'interrupted',
          'Cleaning was cancelled.',
          'Clean the agent again to delete the rest.',
          { cause: thrown },
        );
      } finally {
        dispose();
      }
    },
  );
}

function showResult(agents: readonly Agent[], reports: readonly CleanReport[], log: Logger): void {
  const kept = reports.flatMap((report) => report.kept);
  for (const { path, reason } of kept) log.warn(plainText(`Kept ${path}: ${reason}`));
  const text = plainText(resultText(agents, reports));
  if (kept.length === 0) {
    editor.setStatusBarMessage(`$(check) ${text}`, 8000);
    return;
  }
  void editor.showWarningMessage(text, 'Show Output').then((chosen) => {
    if (chosen) void commands.executeCommand(commandIds.showOutput);
  });
}
