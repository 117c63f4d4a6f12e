import { ThemeIcon, type TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { Engine } from '../../../core/engine.ts';
import { leaf, row, type TreeNode } from '../node.ts';
import { TaskNode } from '../tasks/task-node.ts';
import type { AgentNode } from './agent-node.ts';

/** The commands that the agent ran, latest first. */
export class AgentTasksNode implements TreeNode {
  readonly id: string;
  readonly parent: AgentNode;
  readonly #engine: Engine;

  constructor(parent: AgentNode, engine: Engine) {
    this.id = `${parent.id}/tasks`;
    this.parent = parent;
    this.#engine = engine;
  }

  toTreeItem(): TreeItem {
    return row(
      { label: 'Tasks', icon: new ThemeIcon('checklist') },
      TreeItemCollapsibleState.Collapsed,
    );
  }

  children(): readonly TreeNode[] {
    const tasks = this.#engine.tasks(this.parent.agent.id).reverse();
    if (tasks.length === 0) return [leaf(`${this.id}/none`, this, { label: 'No task yet.' })];
    return tasks.map((task) => new TaskNode(task, this, null));
  }
}
