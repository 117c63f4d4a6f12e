import { type TreeView, window } from 'vscode';
import { type Disposable, DisposableList } from '../../../core/disposable.ts';
import type { Engine } from '../../../core/engine.ts';
import type { Task } from '../../../core/task/task.ts';
import { viewIds } from '../../contributions/views.ts';
import type { EngineAccess } from '../../engine-access.ts';
import type { Logger } from '../../log.ts';
import { Coalesce } from '../coalesce.ts';
import type { TreeNode } from '../node.ts';
import { NodeTree } from '../node-tree.ts';
import { TaskNode } from './task-node.ts';

/** More rows than this help nobody; the agent's own row has all of its tasks. */
const rowsShown = 200;

/** The Tasks view: what all agents run and ran, latest first. */
export class TasksView implements Disposable {
  readonly tree: NodeTree;
  readonly #view: TreeView<TreeNode>;
  readonly #access: EngineAccess;
  readonly #owned = new DisposableList();
  readonly #nodes = new Map<number, TaskNode>();
  readonly #changed = new Coalesce<Task>((tasks) => {
    this.#apply(tasks);
  });

  constructor(access: EngineAccess, log: Logger) {
    this.#access = access;
    this.tree = this.#owned.add(new NodeTree(async () => this.#load(await access.ready()), log));
    this.#view = this.#owned.add(
      window.createTreeView(viewIds.tasks, { treeDataProvider: this.tree }),
    );
    this.#owned.add(this.#changed);
    this.#owned.add(
      access.onDidChange(() => {
        this.tree.refresh();
      }),
    );
    this.#owned.add(
      access.attach((engine) =>
        engine.subscribe((event) => {
          if (event.type === 'task-changed') this.#changed.add(event.task);
          else if (event.type === 'agent-removed') this.tree.refresh();
        }),
      ),
    );
  }

  refresh(): void {
    this.tree.refresh();
  }

  #load(engine: Engine): readonly TreeNode[] {
    const names = new Map(engine.listAgents().map((agent) => [agent.id, agent.name]));
    const tasks = engine.tasks();
    const shown = tasks.slice(-rowsShown).reverse();
    this.#nodes.clear();
    for (const task of shown) {
      this.#nodes.set(task.id, new TaskNode(task, null, names.get(task.agent) ?? task.agent));
    }
    this.#view.message =
      tasks.length > rowsShown
        ? `The latest ${String(rowsShown)} of ${String(tasks.length)} tasks.`
        : '';
    return [...this.#nodes.values()];
  }

  #apply(tasks: ReadonlySet<Task>): void {
    if (this.#access.state.kind !== 'open') return;
    for (const task of tasks) {
      const node = this.#nodes.get(task.id);
      if (!node) {
        this.tree.refresh();
        continue;
      }
      node.task = task;
      this.tree.refresh(node);
    }
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
