import { ThemeColor, ThemeIcon, type TreeItem } from 'vscode';
import type { GraphTask } from '../../../core/task/graph-task.ts';
import { rowTags } from '../../contributions/contexts.ts';
import { row, type TreeNode } from '../node.ts';
import { taskDescription, taskTooltip, taskWait } from './graph-task-text.ts';
import { graphTaskUri } from './task-uri.ts';

const icons: Record<GraphTask['status'], { readonly icon: string; readonly color?: string }> = {
  idle: { icon: 'circle-outline' },
  waiting: { icon: 'watch' },
  running: { icon: 'loading~spin', color: 'charts.blue' },
  done: { icon: 'pass', color: 'testing.iconPassed' },
  failed: { icon: 'error', color: 'testing.iconFailed' },
  cancelled: { icon: 'debug-stop', color: 'testing.iconSkipped' },
  skipped: { icon: 'debug-step-over', color: 'testing.iconSkipped' },
};

/** The row of a task that a project declares, or that was found in it. */
export class GraphTaskNode implements TreeNode {
  readonly id: string;
  readonly parent: TreeNode;
  /** The folder whose task it is, absolute. */
  readonly root: string;
  #task: GraphTask;
  #lastLine: string | null = null;

  constructor(root: string, parent: TreeNode, task: GraphTask) {
    this.id = `${parent.id}/${task.name}`;
    this.parent = parent;
    this.root = root;
    this.#task = task;
  }

  get task(): GraphTask {
    return this.#task;
  }

  get wait(): string | null {
    return taskWait(this.#task);
  }

  /** Returns whether the row may read differently now. */
  update(task: GraphTask, lastLine: string | null): boolean {
    const before = [this.#task, this.#lastLine] as const;
    this.#task = task;
    this.#lastLine = lastLine;
    return (
      task.declaration !== before[0].declaration ||
      lastLine !== before[1] ||
      standingOf(task) !== standingOf(before[0])
    );
  }

  toTreeItem(): TreeItem {
    const task = this.#task;
    const { icon, color } = icons[task.status];
    const item = row({
      label: task.name,
      description: taskDescription(task, this.#lastLine),
      tooltip: taskTooltip(task, this.#lastLine),
      icon: new ThemeIcon(icon, color === undefined ? undefined : new ThemeColor(color)),
    });
    item.resourceUri = graphTaskUri(this.root, task.name);
    item.contextValue = tagsOf(task).join(';');
    return item;
  }
}

/** All but the declaration, which is large, and the progress, which the time tells. */
function standingOf(task: GraphTask): string {
  return JSON.stringify({ ...task, declaration: null, progress: null });
}

function tagsOf({ status, log }: GraphTask): string[] {
  const isOpen = status === 'waiting' || status === 'running';
  return [
    rowTags.task,
    isOpen ? rowTags.open : rowTags.ended,
    ...(status === 'waiting' ? [rowTags.waiting] : []),
    ...(log === null ? [] : [rowTags.logged]),
  ];
}
