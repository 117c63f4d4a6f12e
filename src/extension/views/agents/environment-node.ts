import { ThemeIcon, type TreeItem, TreeItemCollapsibleState } from 'vscode';
import { leaf, row, type TreeNode } from '../node.ts';
import { maskSecret } from '../secrets.ts';
import type { AgentNode } from './agent-node.ts';

/** The variables that every process of the agent runs with, secrets hidden. */
export class EnvironmentNode implements TreeNode {
  readonly id: string;
  readonly parent: AgentNode;

  constructor(parent: AgentNode) {
    this.id = `${parent.id}/environment`;
    this.parent = parent;
  }

  toTreeItem(): TreeItem {
    const count = Object.keys(this.parent.agent.environment).length;
    return row(
      {
        label: 'Environment',
        description: count === 1 ? '1 variable' : `${String(count)} variables`,
        icon: new ThemeIcon('symbol-variable'),
      },
      TreeItemCollapsibleState.Collapsed,
    );
  }

  children(): readonly TreeNode[] {
    return Object.entries(this.parent.agent.environment)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => {
        const shown = maskSecret(name, value);
        return leaf(`${this.id}/${name}`, this, {
          label: name,
          description: shown,
          tooltip: `${name}=${shown}`,
        });
      });
  }
}
