import { type TreeView, window, workspace } from 'vscode';
import { type Disposable, DisposableList } from '../../../core/disposable.ts';
import type { CacheFigures } from '../../cache-figures.ts';
import { viewIds } from '../../contributions/views.ts';
import type { EngineAccess } from '../../engine-access.ts';
import type { Logger } from '../../log.ts';
import type { TreeNode } from '../node.ts';
import { NodeTree } from '../node-tree.ts';
import { CacheNode } from './cache-node.ts';

/** The Caches view: how often each shared cache hits, how big it is and where, or why it is not used. */
export class CachesView implements Disposable {
  readonly tree: NodeTree;
  readonly #access: EngineAccess;
  readonly #figures: CacheFigures;
  readonly #view: TreeView<TreeNode>;
  readonly #owned = new DisposableList();
  #watching: Disposable | null = null;

  constructor(access: EngineAccess, figures: CacheFigures, log: Logger) {
    this.#access = access;
    this.#figures = figures;
    this.tree = this.#owned.add(new NodeTree(() => this.#roots(), log));
    this.#view = this.#owned.add(
      window.createTreeView(viewIds.caches, { treeDataProvider: this.tree }),
    );
    this.#owned.add(
      figures.onDidChange(() => {
        this.tree.refresh();
      }),
    );
    this.#owned.add(
      access.onDidChange(() => {
        this.tree.refresh();
      }),
    );
    this.#owned.add(
      this.#view.onDidChangeVisibility(() => {
        this.#look();
      }),
    );
    this.#look();
  }

  async #roots(): Promise<readonly TreeNode[]> {
    await this.#access.ready();
    if (!workspace.isTrusted) return [];
    if (this.#figures.report === null && this.#figures.fault === null) {
      await this.#figures.read({ refresh: false });
    }
    if (this.#figures.fault) throw this.#figures.fault;
    return (this.#figures.report?.caches ?? []).map((cache) => new CacheNode(cache));
  }

  #look(): void {
    this.#watching?.dispose();
    this.#watching = this.#view.visible ? this.#figures.watch() : null;
  }

  dispose(): void {
    this.#watching?.dispose();
    this.#owned.dispose();
  }
}
