import { ThemeColor, ThemeIcon, type TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { Engine } from '../../../core/engine.ts';
import type { Breach } from '../../../core/verification/breach.ts';
import { breachText } from '../../../core/verification/breach-text.ts';
import { leaf, row, type TreeNode } from '../node.ts';
import type { AgentNode } from './agent-node.ts';

/** Where the agent and another one were seen to write the same. */
export class IsolationNode implements TreeNode {
  readonly id: string;
  readonly parent: AgentNode;
  readonly #engine: Engine;

  constructor(parent: AgentNode, engine: Engine) {
    this.id = `${parent.id}/isolation`;
    this.parent = parent;
    this.#engine = engine;
  }

  toTreeItem(): TreeItem {
    const count = this.parent.breaches.length;
    return row(
      {
        label: 'Isolation',
        description:
          count === 0 ? undefined : `${String(count)} ${count === 1 ? 'breach' : 'breaches'}`,
        icon:
          count === 0
            ? new ThemeIcon('shield')
            : new ThemeIcon('warning', new ThemeColor('list.errorForeground')),
      },
      TreeItemCollapsibleState.Collapsed,
    );
  }

  children(): readonly TreeNode[] {
    const breaches = this.#engine.breaches(this.parent.agent.id).reverse();
    if (breaches.length === 0) return [leaf(`${this.id}/none`, this, { label: 'No breach seen.' })];
    return breaches.map((breach) =>
      leaf(`${this.id}/${String(breach.id)}`, this, {
        label: breach.path,
        description: `${breach.agent.id} and ${breach.other.id}`,
        tooltip: `${breachText(breach)}\n${breach.cure}`,
        icon: new ThemeIcon('warning', new ThemeColor('list.errorForeground')),
      }),
    );
  }
}

/** What the mark of an agent's row says of its breaches, one line for each other agent. */
export function breachLines(breaches: readonly Breach[], agent: string): string[] {
  const others = new Map(
    breaches.map(({ agent: one, other, cure }) => [one.id === agent ? other.id : one.id, cure]),
  );
  return [...others].map(([other, cure]) => `Writes what ${other} writes, too. ${cure}`);
}
