import { type TreeView, window } from 'vscode';
import { type Disposable, DisposableList } from '../../../core/disposable.ts';
import type { Engine } from '../../../core/engine.ts';
import type { LanekeeperEvent } from '../../../core/events.ts';
import { viewIds } from '../../contributions/views.ts';
import type { EngineAccess } from '../../engine-access.ts';
import type { Logger } from '../../log.ts';
import type { TreeNode } from '../node.ts';
import { NodeTree } from '../node-tree.ts';
import { AgentTaskRows } from './agent-task-rows.ts';
import { FolderNode } from './folder-node.ts';
import { ProjectRows } from './project-rows.ts';
import { TaskDecorations } from './task-decorations.ts';

/** The Tasks view: the tasks of each folder and how they stand, then what agents run and ran, latest first. */
export class TasksView implements Disposable {
  readonly tree: NodeTree;
  readonly decorations: TaskDecorations;
  readonly #view: TreeView<TreeNode>;
  readonly #access: EngineAccess;
  readonly #log: Logger;
  readonly #owned = new DisposableList();
  #project: ProjectRows | null = null;
  #agents: AgentTaskRows | null = null;

  constructor(access: EngineAccess, log: Logger) {
    this.#access = access;
    this.#log = log;
    this.tree = this.#owned.add(new NodeTree(() => this.#roots(), log));
    this.#view = this.#owned.add(
      window.createTreeView(viewIds.tasks, { treeDataProvider: this.tree }),
    );
    this.decorations = this.#owned.add(new TaskDecorations());
    this.#owned.add(
      access.onDidChange(() => {
        this.tree.refresh();
      }),
    );
    this.#owned.add(access.attach((engine) => this.#follow(engine)));
    this.#owned.add(
      this.#view.onDidExpandElement(({ element }) => {
        this.#fold(element, true);
      }),
    );
    this.#owned.add(
      this.#view.onDidCollapseElement(({ element }) => {
        this.#fold(element, false);
      }),
    );
    this.#owned.add(
      this.#view.onDidChangeVisibility(({ visible }) => {
        this.#project?.watchTime(visible);
      }),
    );
  }

  /** Reads everything again. */
  refresh(): void {
    this.#project?.invalidate();
    this.tree.refresh();
  }

  #fold(node: TreeNode, isExpanded: boolean): void {
    if (!(node instanceof FolderNode)) return;
    const before = node.description;
    node.isExpanded = isExpanded;
    if (node.description !== before) this.tree.refresh(node);
  }

  async #roots(): Promise<readonly TreeNode[]> {
    await this.#access.ready();
    const project = (await this.#project?.roots()) ?? [];
    const agents = this.#agents?.load();
    this.#view.message = agents?.message ?? '';
    return [...project, ...(agents?.rows ?? [])];
  }

  #follow(engine: Engine): Disposable {
    const part = { engine, tree: this.tree, decorations: this.decorations, log: this.#log };
    const project = new ProjectRows(part);
    const agents = new AgentTaskRows(part);
    project.watchTime(this.#view.visible);
    this.#project = project;
    this.#agents = agents;
    const owned = new DisposableList();
    owned.add(project);
    owned.add(agents);
    owned.add(
      engine.subscribe((event) => {
        this.#hear(event);
      }),
    );
    return owned;
  }

  #hear(event: LanekeeperEvent): void {
    switch (event.type) {
      case 'task-changed':
        this.#agents?.changed(event.task);
        break;
      case 'agent-removed':
        this.tree.refresh();
        break;
      case 'run-started':
      case 'run-ended':
      case 'graph-tasks-changed':
      case 'graph-task-raised':
        this.#project?.changed(event.checkout);
        break;
      case 'contention-opened':
      case 'contention-changed':
      case 'contention-closed':
        this.#agents?.contentionChanged();
        this.#project?.changed(null);
        break;
      case 'agent-spawned':
      case 'agent-status-changed':
      case 'agent-changed':
      case 'cache-counted':
      case 'artifacts-cleaned':
      case 'processes-left-behind':
      case 'isolation-breach':
      case 'paths-claimed':
      case 'paths-released':
      case 'drift-detected':
        break;
    }
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
