import { ThemeColor, ThemeIcon, type TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { Contention } from '../../../core/contention/contention.ts';
import { evidenceText } from '../../../core/contention/evidence-text.ts';
import { holderText } from '../../../core/contention/holder-text.ts';
import type { Engine } from '../../../core/engine.ts';
import { formatDuration } from '../../../core/quantities.ts';
import { secondsBetween } from '../elapsed.ts';
import { leaf, row, type TreeNode } from '../node.ts';
import type { AgentNode } from './agent-node.ts';

/** Rows shown of what is over; the dashboard has the whole timeline. */
const closedShown = 20;

/** What the agent waits for, and what it waited for. */
export class ContentionNode implements TreeNode {
  readonly id: string;
  readonly parent: AgentNode;
  readonly #engine: Engine;

  constructor(parent: AgentNode, engine: Engine) {
    this.id = `${parent.id}/contention`;
    this.parent = parent;
    this.#engine = engine;
  }

  toTreeItem(): TreeItem {
    const open = this.parent.waits.length;
    return row(
      {
        label: 'Contention',
        description: open === 0 ? undefined : `${String(open)} open`,
        icon:
          open === 0
            ? new ThemeIcon('debug-pause')
            : new ThemeIcon('warning', new ThemeColor('list.warningForeground')),
      },
      TreeItemCollapsibleState.Collapsed,
    );
  }

  children(): readonly TreeNode[] {
    const { open, closed } = this.#engine.contention(this.parent.agent.id);
    const shown = [...open.reverse(), ...closed.slice(-closedShown).reverse()];
    if (shown.length === 0) return [leaf(`${this.id}/none`, this, { label: 'None seen.' })];
    return shown.map((contention) =>
      leaf(`${this.id}/${String(contention.id)}`, this, contentionText(contention)),
    );
  }
}

function contentionText(contention: Contention): Parameters<typeof leaf>[2] {
  const { finding, holder, since, until } = contention;
  const isOpen = until === null;
  const held = holderText(holder);
  const waited = finding.blocking ? formatDuration(secondsBetween(since, until)) : null;
  return {
    label: finding.resource
      ? `${finding.tool}: ${finding.resource}`
      : `${finding.tool}: ${finding.kind}`,
    description: [isOpen ? 'waiting' : waited, held === null ? null : `held by ${held}`]
      .filter(Boolean)
      .join(' · '),
    tooltip: [
      finding.text,
      `Since: ${new Date(since).toLocaleTimeString()}`,
      ...(held === null ? [] : [`Held by: ${held}`]),
      `Known because ${evidenceText(contention)}.`,
      finding.cure,
    ].join('\n'),
    icon: isOpen
      ? new ThemeIcon('warning', new ThemeColor('list.warningForeground'))
      : new ThemeIcon(finding.blocking ? 'pass' : 'info'),
  };
}
