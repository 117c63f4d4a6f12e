import type { WorkspaceFolder } from 'vscode';
import type { Engine } from '../../../core/engine.ts';
import { type LanekeeperError, toLanekeeperError } from '../../../core/error.ts';
import type { GraphTask } from '../../../core/task/graph-task.ts';
import { FolderNode } from './folder-node.ts';
import { GraphTaskNode } from './graph-task-node.ts';

type Project = Awaited<ReturnType<Engine['graph']['load']>>;

/** The tasks of one workspace folder, as rows that last as long as their task does. */
export class FolderTasks {
  readonly folder: WorkspaceFolder;
  readonly node: FolderNode;
  readonly #engine: Engine;
  readonly #nodes = new Map<string, GraphTaskNode>();
  /** The last line of a log that has ended, which never changes. */
  readonly #lastLines = new Map<string, string | null>();
  #project: Project | null = null;
  #fault: LanekeeperError | null = null;

  constructor(engine: Engine, folder: WorkspaceFolder) {
    this.#engine = engine;
    this.folder = folder;
    this.node = new FolderNode(folder, () => {
      if (this.#fault) throw this.#fault;
      return this.shown;
    });
  }

  get root(): string {
    return this.folder.uri.fsPath;
  }

  /** The root without links, as events name it; null before it is known. */
  get checkout(): string | null {
    return this.#project?.checkout ?? null;
  }

  get isEmpty(): boolean {
    return this.#nodes.size === 0 && this.#fault === null;
  }

  /** The rows that there are. */
  get shown(): readonly GraphTaskNode[] {
    return [...this.#nodes.values()];
  }

  /** Reads what is declared and found; a fault is kept, and shown in place of the rows. */
  async load(): Promise<void> {
    try {
      this.#project = await this.#engine.graph.load({ root: this.root });
      this.#fault = null;
    } catch (thrown) {
      this.#project = null;
      this.#nodes.clear();
      this.#fault = toLanekeeperError(thrown);
    }
    await this.update();
  }

  /** Reads how the tasks stand; returns the rows that may read differently now. */
  async update(): Promise<GraphTaskNode[]> {
    const tasks = this.#project?.read() ?? [];
    const lastLines = await Promise.all(tasks.map((task) => this.#lastLineOf(task)));
    const changed: GraphTaskNode[] = [];
    for (const [at, task] of tasks.entries()) {
      const known = this.#nodes.get(task.name);
      const node = known ?? new GraphTaskNode(this.root, this.node, task);
      if (node.update(task, lastLines[at] ?? null) || !known) changed.push(node);
    }
    this.#sort(tasks, changed);
    this.node.show(tasks, this.#fault, this.#project?.problems ?? []);
    return changed;
  }

  /** By name, those of `lanekeeper.json` first: rows do not move while they are looked at. */
  #sort(tasks: readonly GraphTask[], changed: readonly GraphTaskNode[]): void {
    const nodes = new Map(this.#nodes);
    for (const node of changed) nodes.set(node.task.name, node);
    this.#nodes.clear();
    const rank = ({ declaration }: GraphTask) => (declaration.source.kind === 'lanekeeper' ? 0 : 1);
    const sorted = tasks.toSorted(
      (one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name),
    );
    for (const { name } of sorted) {
      const node = nodes.get(name);
      if (node) this.#nodes.set(name, node);
    }
  }

  async #lastLineOf(task: GraphTask): Promise<string | null> {
    if (task.status !== 'failed' || task.log === null) return null;
    const known = this.#lastLines.get(task.log);
    if (known !== undefined) return known;
    const line = await this.#engine.graph.lastLine(task);
    this.#lastLines.set(task.log, line);
    return line;
  }
}
