import { ThemeIcon, type TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { ArtifactInventory } from '../../../core/artifact/inventory.ts';
import type { Engine } from '../../../core/engine.ts';
import { artifactWords } from '../../artifact-words.ts';
import { formatBytes } from '../../../core/quantities.ts';
import { leaf, row, type TreeNode } from '../node.ts';
import type { AgentNode } from './agent-node.ts';

/** How long sizes are believed while an agent writes on; measuring walks its whole tree. */
const trustedMs = 30_000;

/** What the agent wrote, with sizes. Measured when the row is opened, never before. */
export class ArtifactsNode implements TreeNode {
  readonly id: string;
  readonly parent: AgentNode;
  readonly #engine: Engine;
  readonly #redraw: (node: TreeNode) => void;
  #measuring: Promise<ArtifactInventory> | null = null;
  #measured: ArtifactInventory | null = null;
  #measuredAt = 0;

  /** @param redraw called with this row once its size is known */
  constructor(parent: AgentNode, engine: Engine, redraw: (node: TreeNode) => void) {
    this.id = `${parent.id}/artifacts`;
    this.parent = parent;
    this.#engine = engine;
    this.#redraw = redraw;
  }

  invalidate(): void {
    this.#measured = null;
  }

  toTreeItem(): TreeItem {
    return row(
      {
        label: 'Artifacts',
        description: this.#measured ? formatBytes(this.#measured.bytes) : undefined,
        tooltip:
          'What the agent wrote. Clean Agent Artifacts deletes it, all but work that is nowhere else.',
        icon: new ThemeIcon('package'),
      },
      TreeItemCollapsibleState.Collapsed,
    );
  }

  async children(): Promise<readonly TreeNode[]> {
    const { items } = await this.#measure();
    if (items.length === 0) return [leaf(`${this.id}/none`, this, { label: 'Nothing written.' })];
    return items.map((item) =>
      leaf(`${this.id}/${item.path}`, this, {
        label: artifactWords[item.kind],
        description: `${formatBytes(item.bytes)} · ${item.path}`,
        tooltip: `${item.path}\n${formatBytes(item.bytes)} in ${String(item.files)} files`,
      }),
    );
  }

  async #measure(): Promise<ArtifactInventory> {
    if (this.#measured && Date.now() - this.#measuredAt < trustedMs) return this.#measured;
    this.#measuring ??= this.#engine.inventory(this.parent.agent.id);
    try {
      this.#measured = await this.#measuring;
      this.#measuredAt = Date.now();
      this.#redraw(this);
      return this.#measured;
    } finally {
      this.#measuring = null;
    }
  }
}
