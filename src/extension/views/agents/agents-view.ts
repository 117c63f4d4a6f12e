import { type TreeView, window, workspace } from 'vscode';
import { type Disposable, DisposableList } from '../../../core/disposable.ts';
import type { Engine } from '../../../core/engine.ts';
import type { LanekeeperEvent } from '../../../core/events.ts';
import { viewIds } from '../../contributions/views.ts';
import type { EngineAccess } from '../../engine-access.ts';
import type { Logger } from '../../log.ts';
import { Coalesce } from '../coalesce.ts';
import type { TreeNode } from '../node.ts';
import { NodeTree } from '../node-tree.ts';
import { AgentDecorations } from './agent-decorations.ts';
import { AgentList } from './agent-list.ts';
import { OverlapWatch } from './overlap-watch.ts';

/** The Agents view: rows of agents, what they use while somebody looks, and the mark of those that wait. */
export class AgentsView implements Disposable {
  readonly tree: NodeTree;
  readonly decorations: AgentDecorations;
  readonly #view: TreeView<TreeNode>;
  readonly #owned = new DisposableList();
  readonly #log: Logger;
  readonly #changed = new Coalesce<string | null>((ids) => {
    this.#apply(ids);
  });
  #list: AgentList | null = null;
  #overlaps: OverlapWatch | null = null;

  constructor(access: EngineAccess, log: Logger) {
    this.#log = log;
    this.tree = this.#owned.add(
      new NodeTree(async () => {
        await access.ready();
        return this.#list?.roots() ?? [];
      }, log),
    );
    this.#view = this.#owned.add(
      window.createTreeView(viewIds.agents, {
        treeDataProvider: this.tree,
        canSelectMany: true,
        showCollapseAll: true,
      }),
    );
    this.decorations = this.#owned.add(new AgentDecorations((id) => this.#list?.find(id) ?? null));
    this.#owned.add(this.#changed);
    this.#owned.add(
      access.onDidChange(() => {
        this.tree.refresh();
      }),
    );
    this.#owned.add(access.attach((engine) => this.#follow(engine)));
  }

  /** Reads everything again. */
  refresh(): void {
    this.#list?.invalidate();
    this.#changed.add(null);
  }

  #follow(engine: Engine): Disposable {
    const list = new AgentList(engine, (node) => {
      this.tree.refresh(node);
    });
    this.#list = list;
    const owned = new DisposableList();
    owned.add(
      engine.subscribe((event) => {
        this.#hear(event);
      }),
    );
    // Agents in terminals have no supervisor that would.
    owned.add(engine.watchWrites());
    owned.add(engine.watchLocks());
    owned.add(this.#watchDriftWhereTrusted(engine));
    owned.add(this.#sampleWhileVisible(engine));
    owned.add(this.#watchOverlapsWhileVisible(engine, list));
    owned.add({
      dispose: () => {
        this.#list = null;
      },
    });
    this.#changed.add(null);
    return owned;
  }

  #hear(event: LanekeeperEvent): void {
    switch (event.type) {
      case 'agent-spawned':
      case 'agent-removed':
        this.#overlaps?.ask();
        this.#changed.add(null);
        break;
      case 'artifacts-cleaned':
      case 'drift-detected':
        this.#list?.find(event.agent)?.invalidate();
        this.#changed.add(event.agent);
        break;
      case 'paths-claimed':
      case 'paths-released':
        if (event.claim.owner.kind === 'agent') this.#changed.add(event.claim.owner.id);
        break;
      case 'cache-counted':
      case 'run-started':
      case 'run-ended':
      case 'graph-tasks-changed':
      case 'graph-task-raised':
        break;
      case 'isolation-breach':
        this.#changed.add(event.breach.agent.id);
        this.#changed.add(event.breach.other.id);
        break;
      case 'agent-status-changed':
        this.#overlaps?.ask();
        this.#changed.add(event.agent);
        break;
      case 'agent-changed':
      case 'task-changed':
      case 'contention-opened':
      case 'contention-changed':
      case 'contention-closed':
      case 'processes-left-behind':
        this.#changed.add(event.agent);
        break;
    }
  }

  /** Asking toolchains may run what the workspace names, so a window in Restricted Mode leaves it to others. */
  #watchDriftWhereTrusted(engine: Engine): Disposable {
    if (workspace.isTrusted) return engine.watchDrift();
    const owned = new DisposableList();
    owned.add(
      workspace.onDidGrantWorkspaceTrust(() => {
        owned.add(engine.watchDrift());
      }),
    );
    return owned;
  }

  /** `null` among the ids stands for the list of agents itself. */
  #apply(ids: ReadonlySet<string | null>): void {
    const list = this.#list;
    if (!list) return;
    if (ids.has(null)) {
      list.reload();
      this.tree.refresh();
      this.decorations.redraw(list.nodes);
    } else {
      const nodes = [...ids].flatMap((id) => (id === null ? [] : (list.update(id) ?? [])));
      for (const node of nodes) this.tree.refresh(node);
      this.decorations.redraw(nodes);
    }
    this.#showBadge(list);
  }

  #showBadge(list: AgentList): void {
    const waiting = list.nodes.filter((node) => node.waits.length > 0).length;
    this.#view.badge =
      waiting === 0
        ? undefined
        : {
            value: waiting,
            tooltip: waiting === 1 ? '1 agent waits for another' : `${String(waiting)} agents wait`,
          };
  }

  /** Reading the process table costs; nobody pays for what nobody sees. */
  #sampleWhileVisible(engine: Engine): Disposable {
    let observation: Disposable | null = null;
    const follow = (visible: boolean): void => {
      observation?.dispose();
      observation = visible
        ? engine.observe((sample) => {
            for (const node of this.#list?.showSample(sample) ?? []) this.tree.refresh(node);
          })
        : null;
    };
    follow(this.#view.visible);
    const owned = new DisposableList();
    owned.add({
      dispose: () => {
        follow(false);
      },
    });
    owned.add(
      this.#view.onDidChangeVisibility(({ visible }) => {
        follow(visible);
      }),
    );
    return owned;
  }

  #watchOverlapsWhileVisible(engine: Engine, list: AgentList): Disposable {
    const overlaps = new OverlapWatch(engine, this.#log, (byAgent) => {
      const nodes = list.showOverlaps(byAgent);
      for (const node of nodes) this.tree.refresh(node);
      this.decorations.redraw(nodes);
    });
    this.#overlaps = overlaps;
    overlaps.setVisible(this.#view.visible);
    const owned = new DisposableList();
    owned.add(overlaps);
    owned.add(
      this.#view.onDidChangeVisibility(({ visible }) => {
        overlaps.setVisible(visible);
      }),
    );
    return owned;
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
