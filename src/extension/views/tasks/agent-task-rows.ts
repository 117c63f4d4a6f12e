import type { Disposable } from '../../../core/disposable.ts';
import type { Task } from '../../../core/task/task.ts';
import { Coalesce } from '../coalesce.ts';
import type { TreeNode } from '../node.ts';
import { waitText } from './graph-task-text.ts';
import type { RowsPart } from './rows-part.ts';
import { TaskNode } from './task-node.ts';
import { agentTaskUri } from './task-uri.ts';

/** More rows than this help nobody; the agent's own row has all of its tasks. */
const rowsShown = 200;

/** The rows of what agents run and ran, latest first. */
export class AgentTaskRows implements Disposable {
  readonly #part: RowsPart;
  readonly #nodes = new Map<number, TaskNode>();
  readonly #changed = new Coalesce<Task | null>((tasks) => {
    this.#apply(tasks);
  });

  constructor(part: RowsPart) {
    this.#part = part;
  }

  load(): { readonly rows: readonly TreeNode[]; readonly message: string } {
    const { engine } = this.#part;
    const names = new Map(engine.listAgents().map((agent) => [agent.id, agent.name]));
    const tasks = engine.tasks();
    const shown = tasks.slice(-rowsShown).reverse();
    this.#nodes.clear();
    for (const task of shown) {
      this.#nodes.set(task.id, new TaskNode(task, null, names.get(task.agent) ?? task.agent));
    }
    this.#mark();
    const rows = [...this.#nodes.values()];
    if (tasks.length <= rowsShown) return { rows, message: '' };
    const message = `The latest ${String(rowsShown)} of ${String(tasks.length)} commands of agents.`;
    return { rows, message };
  }

  changed(task: Task): void {
    this.#changed.add(task);
  }

  contentionChanged(): void {
    this.#changed.add(null);
  }

  /** `null` among the tasks stands for what agents wait for. */
  #apply(tasks: ReadonlySet<Task | null>): void {
    const { tree } = this.#part;
    for (const task of tasks) {
      const node = task && this.#nodes.get(task.id);
      if (node) {
        node.task = task;
        tree.refresh(node);
      } else if (task) tree.refresh();
    }
    this.#mark();
  }

  /** What an agent waits for holds up what it runs. */
  #mark(): void {
    const { engine, decorations } = this.#part;
    decorations.show(
      [...this.#nodes.values()].map(({ task }) => {
        const open = task.status === 'running' ? engine.contention(task.agent).open : [];
        return [agentTaskUri(task.id), open.length === 0 ? null : open.map(waitText).join('\n')];
      }),
    );
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
