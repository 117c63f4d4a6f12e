import { ThemeColor, ThemeIcon, type TreeItem } from 'vscode';
import type { Task, TaskStatus } from '../../../core/task/task.ts';
import { formatDuration } from '../../../core/quantities.ts';
import { secondsBetween } from '../elapsed.ts';
import { row, type TreeNode } from '../node.ts';
import { agentTaskUri } from './task-uri.ts';

const icons: Record<TaskStatus, { readonly icon: string; readonly color?: string }> = {
  waiting: { icon: 'watch' },
  running: { icon: 'loading~spin', color: 'charts.blue' },
  done: { icon: 'pass', color: 'testing.iconPassed' },
  failed: { icon: 'error', color: 'testing.iconFailed' },
  stopped: { icon: 'debug-stop', color: 'testing.iconSkipped' },
  lost: { icon: 'question', color: 'charts.orange' },
};

/** The row of one task: alone in the Tasks view, and under its agent. */
export class TaskNode implements TreeNode {
  readonly id: string;
  readonly parent: TreeNode | null;
  readonly #owner: string | null;
  task: Task;

  /** @param owner name of the agent, where the row does not stand under it */
  constructor(task: Task, parent: TreeNode | null, owner: string | null) {
    this.id = `${parent?.id ?? ''}task/${String(task.id)}`;
    this.parent = parent;
    this.#owner = owner;
    this.task = task;
  }

  toTreeItem(): TreeItem {
    const { name, status, startedAt, endedAt, reason, exitCode, command, limitSeconds } = this.task;
    const { icon, color } = icons[status];
    const took =
      startedAt !== null && endedAt !== null
        ? formatDuration(secondsBetween(startedAt, endedAt))
        : null;
    const limit = limitSeconds === undefined ? null : formatDuration(limitSeconds);
    const bound = limit !== null && status === 'running' ? `at most ${limit}` : null;
    const item = row({
      label: name,
      description: [this.#owner, status, bound, took].filter(Boolean).join(' · '),
      tooltip: [
        command.join(' '),
        `Status: ${status}${reason === null ? '' : ` – ${reason}`}`,
        ...(exitCode === null ? [] : [`Exit code: ${String(exitCode)}`]),
        ...(startedAt === null ? [] : [`Started: ${new Date(startedAt).toLocaleTimeString()}`]),
        ...(took === null ? [] : [`Took: ${took}`]),
        ...(limit === null ? [] : [`Stopped after: ${limit}`]),
      ].join('\n'),
      icon: new ThemeIcon(icon, color === undefined ? undefined : new ThemeColor(color)),
    });
    item.resourceUri = agentTaskUri(this.task.id);
    return item;
  }
}
