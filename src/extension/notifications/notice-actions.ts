import { commands, window } from 'vscode';
import { causeOf } from '../../core/contention/cause.ts';
import type { Contention } from '../../core/contention/contention.ts';
import { holderText } from '../../core/contention/holder-text.ts';
import type { Engine } from '../../core/engine.ts';
import { plainText } from '../../core/terminal/plain-text.ts';
import { AgentRow } from '../commands/invocation.ts';
import { muteContentionNotices } from '../configuration/contention-notices.ts';
import { showContention } from '../contention-document.ts';
import { commandIds } from '../contributions/commands.ts';

/** What a notification of contention offers, by the words on its buttons. */
export const noticeActions = {
  ownNamespace: 'Give Own Namespace',
  wait: 'Wait',
  showHolder: 'Show Holder',
  stopHolder: 'Stop Holder',
  changeGates: 'Change Gates',
  explain: 'Open Explanation',
  mute: 'Do Not Show Again',
} as const;

type NoticeAction = (typeof noticeActions)[keyof typeof noticeActions];

/** What makes sense for this one: only what is an agent's may be stopped from here. */
export function actionsFor(contention: Contention): NoticeAction[] {
  const { ownNamespace, wait, showHolder, stopHolder, changeGates, explain, mute } = noticeActions;
  const { holder, agent, until } = contention;
  const other = holder?.agent ?? null;
  const cause = causeOf(contention);
  return [
    ...(cause === 'shared-target' ? [ownNamespace] : []),
    ...(until === null ? [wait] : []),
    ...(holder === null ? [] : [showHolder]),
    ...(other === null || other === agent ? [] : [stopHolder]),
    // Fewer at once is the cure where there is not enough for all.
    ...(cause === 'memory' || cause === 'limit' ? [changeGates] : []),
    ...[explain, mute],
  ];
}

/** Does what was chosen; whatever else was pressed is to wait. */
export async function act(
  engine: Engine,
  contention: Contention,
  chosen: string | undefined,
): Promise<void> {
  switch (chosen) {
    case noticeActions.ownNamespace:
      // As from its row: it asks first, and offers to start the agent again.
      await commands.executeCommand(commandIds.renewAgent, new AgentRow(contention.agent));
      return;
    case noticeActions.showHolder:
      await show(contention);
      return;
    case noticeActions.stopHolder:
      await stop(engine, contention.holder?.agent ?? null);
      return;
    case noticeActions.changeGates:
      await commands.executeCommand('workbench.action.openSettings', 'lanekeeper.gates');
      return;
    case noticeActions.explain:
      await showContention(contention);
      return;
    case noticeActions.mute:
      await muteContentionNotices();
      return;
    default:
  }
}

/** An agent's output, or, of a process of nobody's, what is known of it. */
async function show({ holder, path, finding }: Contention): Promise<void> {
  const text = holderText(holder);
  const other = holder?.agent ?? null;
  if (other !== null) {
    await commands.executeCommand(commandIds.showLogs, { agent: other });
  } else if (text !== null) {
    const what = path ?? (finding.resource || finding.tool);
    void window.showInformationMessage(plainText(`${text} has ${what}. It is no agent's.`));
  }
}

/** Ends what another agent is at, and so asks. */
async function stop(engine: Engine, id: string | null): Promise<void> {
  const agent = engine.listAgents().find((each) => each.id === id);
  if (!agent) return;
  const chosen = await window.showWarningMessage(
    `Stop agent "${plainText(agent.name)}"?`,
    { modal: true, detail: 'What it runs is ended. Its files and its namespace stay.' },
    'Stop Agent',
  );
  if (chosen !== undefined) {
    await commands.executeCommand(commandIds.stopAgent, { agent: agent.id });
  }
}
