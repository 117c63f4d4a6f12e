import { commands, ProgressLocation, window as editor } from 'vscode';
import { isLive } from '../../core/agent/agent-status.ts';
import type { Agent } from '../../core/agent/agent.ts';
import type { Renewal } from '../../core/agent/renew.ts';
import type { Engine } from '../../core/engine.ts';
import { LanekeeperError } from '../../core/error.ts';
import { plainText } from '../../core/terminal/plain-text.ts';
import { abortSignal } from '../abort-signal.ts';
import { commandIds } from '../contributions/commands.ts';
import { requireTrust } from '../workspace-access.ts';
import { chooseAgents } from './choose-agent.ts';
import type { Command } from './command.ts';
import { isSet } from './is-set.ts';
import { renewalText, runningText } from './renew-texts.ts';

const stopAndRenew = 'Stop and Renew';
const restart = 'Restart Agent';

/**
 * Renew Namespace: gives an agent the namespace that today's inputs make, seeded from the one it has. An agent that runs
 * is refused, with the offer to stop it first. A script gets no dialog and the renewal: it passes `{agent, stopFirst?}`.
 */
export const renewAgent: Command = async ({ access }, invocation) => {
  requireTrust();
  const engine = await access.ready();
  const [agent] = await chooseAgents(engine, invocation, {
    placeholder: 'Whose namespace shall be renewed?',
    fits: ({ drift }) => drift.length > 0,
    none: 'No namespace has drifted.',
  });
  if (!agent) return undefined;
  if (invocation.from === 'script') {
    if (isSet(invocation.argument, 'stopFirst')) await stopIfLive(engine, agent);
    return engine.renew(agent.id);
  }
  if (isLive(agent.status) || engine.processes(agent.id).length > 0) {
    const { message, detail } = runningText(agent);
    const chosen = await editor.showWarningMessage(message, { modal: true, detail }, stopAndRenew);
    if (chosen !== stopAndRenew) return undefined;
  }
  const renewal = await renew(engine, agent);
  showResult(renewal);
  return renewal;
};

function renew(engine: Engine, agent: Agent): Thenable<Renewal> {
  return editor.withProgress(
    {
      location: ProgressLocation.Notification,
      title: `Renewing the namespace of ${plainText(agent.name)}`,
      cancellable: true,
    },
    async (progress, token) => {
      const { signal, dispose } = abortSignal(token);
      try {
        await stopIfLive(engine, agent);
        return await engine.renew(agent.id, {
          signal,
          onProgress: (message) => {
            progress.report({ message: plainText(message) });
          },
        });
      } catch (thrown) {
        if (!signal.aborted) throw thrown;
        throw new LanekeeperError(
          'interrupted',
          'Renewing was cancelled.',
          'The agent is as it was; renew it again.',
          { cause: thrown },
        );
      } finally {
        dispose();
      }
    },
  );
}

async function stopIfLive(engine: Engine, { id }: Agent): Promise<void> {
  const isRunning = isLive(engine.findAgent(id).status) || engine.processes(id).length > 0;
  if (isRunning) await engine.stop(id);
}

function showResult(renewal: Renewal): void {
  void editor.showInformationMessage(renewalText(renewal), restart).then((chosen) => {
    if (chosen) void commands.executeCommand(commandIds.restartAgent, renewal.agent.id);
  });
}
