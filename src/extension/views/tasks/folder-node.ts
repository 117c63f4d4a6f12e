import {
  ThemeColor,
  ThemeIcon,
  type TreeItem,
  TreeItemCollapsibleState,
  type WorkspaceFolder,
} from 'vscode';
import type { LanekeeperError } from '../../../core/error.ts';
import type { GraphTask } from '../../../core/task/graph-task.ts';
import { faultText } from '../../faults.ts';
import { row, type TreeNode } from '../node.ts';

/** The statuses that the row of a folder counts, in this order. */
const counted = ['running', 'waiting', 'failed'] as const;

/** The row of a folder, with its tasks under it. */
export class FolderNode implements TreeNode {
  readonly id: string;
  readonly parent = null;
  readonly #folder: WorkspaceFolder;
  readonly #rows: () => readonly TreeNode[];
  #quiet = '';
  #counts = '';
  #isDeclared = false;
  /** As the user left it; null before that. */
  #isExpanded: boolean | null = null;
  #fault: LanekeeperError | null = null;
  #problems: readonly string[] = [];

  constructor(folder: WorkspaceFolder, rows: () => readonly TreeNode[]) {
    this.id = `tasks/${folder.uri.toString()}`;
    this.#folder = folder;
    this.#rows = rows;
  }

  /** What the row itself says. While its rows can be seen they tell how they stand, and it need not be drawn again. */
  get description(): string {
    if (this.#fault) return this.#fault.message;
    return this.isExpanded || this.#counts === '' ? this.#quiet : this.#counts;
  }

  /** What is only found in other tools' files is nobody's first concern. */
  get isExpanded(): boolean {
    return this.#isExpanded ?? (this.#isDeclared || this.#fault !== null);
  }

  set isExpanded(isExpanded: boolean) {
    this.#isExpanded = isExpanded;
  }

  show(
    tasks: readonly GraphTask[],
    fault: LanekeeperError | null,
    problems: readonly string[],
  ): void {
    const parts = counted.flatMap((status) => {
      const count = tasks.filter((task) => task.status === status).length;
      return count === 0 ? [] : [`${String(count)} ${status}`];
    });
    this.#quiet = `${String(tasks.length)} ${tasks.length === 1 ? 'task' : 'tasks'}`;
    this.#counts = parts.join(', ');
    this.#isDeclared = tasks.some(({ declaration }) => declaration.source.kind === 'lanekeeper');
    this.#fault = fault;
    this.#problems = problems;
  }

  children(): readonly TreeNode[] {
    return this.#rows();
  }

  toTreeItem(): TreeItem {
    const fault = this.#fault;
    return row(
      {
        label: `Tasks of ${this.#folder.name}`,
        description: this.description,
        tooltip: fault ? faultText(fault) : [this.#folder.uri.fsPath, ...this.#problems].join('\n'),
        icon: fault
          ? new ThemeIcon('error', new ThemeColor('list.errorForeground'))
          : new ThemeIcon('checklist'),
      },
      this.isExpanded ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed,
    );
  }
}
