import { EventEmitter, type TreeDataProvider, type TreeItem } from 'vscode';
import type { Disposable } from '../../core/disposable.ts';
import { toLanekeeperError } from '../../core/error.ts';
import type { Logger } from '../log.ts';
import { Coalesce } from './coalesce.ts';
import { faultNode, type TreeNode } from './node.ts';

/** Presents nodes as a VS Code tree. A part that cannot be read shows its error and leaves the rest as it is. */
export class NodeTree implements TreeDataProvider<TreeNode>, Disposable {
  readonly #roots: () => Promise<readonly TreeNode[]>;
  readonly #log: Logger;
  readonly #changed = new EventEmitter<TreeNode[] | undefined>();
  readonly #pending = new Coalesce<TreeNode | null>((nodes) => {
    this.#changed.fire(nodes.has(null) ? undefined : [...nodes].filter((node) => node !== null));
  });

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(roots: () => Promise<readonly TreeNode[]>, log: Logger) {
    this.#roots = roots;
    this.#log = log;
  }

  /** Draws one row and what is open under it again, or all of them where none is named. */
  refresh(node: TreeNode | null = null): void {
    this.#pending.add(node);
  }

  getTreeItem(node: TreeNode): TreeItem {
    const item = node.toTreeItem();
    item.id = node.id;
    return item;
  }

  getParent(node: TreeNode): TreeNode | null {
    return node.parent;
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    try {
      return [...(node ? ((await node.children?.()) ?? []) : await this.#roots())];
    } catch (thrown) {
      this.#log.warn(toLanekeeperError(thrown).message);
      return [faultNode(node ?? null, thrown)];
    }
  }

  dispose(): void {
    this.#pending.dispose();
    this.#changed.dispose();
  }
}
