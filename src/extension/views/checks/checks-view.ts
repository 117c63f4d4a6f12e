import { type TreeView, window } from 'vscode';
import { type Disposable, DisposableList } from '../../../core/disposable.ts';
import { toLanekeeperError } from '../../../core/error.ts';
import type { CheckResults } from '../../checks/check-results.ts';
import { viewIds } from '../../contributions/views.ts';
import type { Logger } from '../../log.ts';
import type { TreeNode } from '../node.ts';
import { NodeTree } from '../node-tree.ts';

/** The Checks view: what the quality gates and the doctor last found in this window. It asks for nothing itself. */
export class ChecksView implements Disposable {
  readonly tree: NodeTree;
  readonly #results: CheckResults;
  readonly #view: TreeView<TreeNode>;
  readonly #owned = new DisposableList();

  constructor(results: CheckResults, log: Logger) {
    this.#results = results;
    this.tree = this.#owned.add(new NodeTree(() => this.#roots(), log));
    this.#view = this.#owned.add(
      window.createTreeView(viewIds.checks, { treeDataProvider: this.tree }),
    );
    this.#owned.add(
      results.subscribe(() => {
        this.tree.refresh();
        this.#summarise().catch((thrown: unknown) => {
          log.warn(toLanekeeperError(thrown).message);
        });
      }),
    );
  }

  async #roots(): Promise<readonly TreeNode[]> {
    const { stageNodes } = await import('./stage-node.ts');
    return stageNodes(this.#results);
  }

  /** Beside the name of the view, which is all that is seen of it while it is closed. */
  async #summarise(): Promise<void> {
    const { summaryText } = await import('../../checks/check-words.ts');
    this.#view.description = summaryText(this.#results.all.flatMap(({ checks }) => checks));
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
