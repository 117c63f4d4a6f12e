import { ThemeIcon, type TreeItem, TreeItemCollapsibleState } from 'vscode';
import { leaf, row, type TreeNode } from '../node.ts';
import { maskSecret } from '../secrets.ts';
import type { AgentNode } from './agent-node.ts';

/** The variables that every process of the agent runs with, secrets hidden, after what was decided about them and why. */
export class EnvironmentNode implements TreeNode {
  readonly id: string;
  readonly parent: AgentNode;

  constructor(parent: AgentNode) {
    this.id = `${parent.id}/environment`;
    this.parent = parent;
  }

  toTreeItem(): TreeItem {
    const { environment, notes = [] } = this.parent.agent;
    const count = Object.keys(environment).length;
    return row(
      {
        label: 'Environment',
        description: count === 1 ? '1 variable' : `${String(count)} variables`,
        tooltip: notes.length === 0 ? undefined : notes.join('\n'),
        icon: new ThemeIcon('symbol-variable'),
      },
      TreeItemCollapsibleState.Collapsed,
    );
  }

  children(): readonly TreeNode[] {
    const { environment, notes = [] } = this.parent.agent;
    const variables = Object.entries(environment)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => {
        const shown = maskSecret(name, value);
        return leaf(`${this.id}/${name}`, this, {
          label: name,
          description: shown,
          tooltip: `${name}=${shown}`,
        });
      });
    // No variable is called so: the names of variables hold no slash.
    const reasons = notes.map((note, index) =>
      leaf(`${this.id}/notes/${String(index)}`, this, {
        label: note,
        tooltip: note,
        icon: new ThemeIcon('info'),
      }),
    );
    return [...reasons, ...variables];
  }
}
