import { ThemeColor, ThemeIcon, type TreeItem, TreeItemCollapsibleState, workspace } from 'vscode';
import type { Engine } from '../../../core/engine.ts';
import type { OverlappingEdit } from '../../../core/claim/overlapping-edits.ts';
import { overlapText } from '../../claim-text.ts';
import { compareCommand } from '../../compare-edits.ts';
import { leaf, row, type TreeNode } from '../node.ts';
import type { AgentNode } from './agent-node.ts';
import { ClaimNode } from './claim-node.ts';

/** What the agent has claimed, and which files it has changed that another worktree has changed as well. */
export class PathsNode implements TreeNode {
  readonly id: string;
  readonly parent: AgentNode;
  readonly #engine: Engine;

  constructor(parent: AgentNode, engine: Engine) {
    this.id = `${parent.id}/paths`;
    this.parent = parent;
    this.#engine = engine;
  }

  toTreeItem(): TreeItem {
    const overlaps = this.parent.overlaps.length;
    return row(
      {
        label: 'Paths',
        description: overlaps === 0 ? undefined : overlapCount(overlaps),
        icon:
          overlaps === 0
            ? new ThemeIcon('references')
            : new ThemeIcon('git-compare', new ThemeColor('list.warningForeground')),
      },
      TreeItemCollapsibleState.Collapsed,
    );
  }

  async children(): Promise<readonly TreeNode[]> {
    // git obeys the settings of the repository, which may name programs.
    if (!workspace.isTrusted) {
      return [leaf(`${this.id}/untrusted`, this, { label: 'Read once you trust this workspace.' })];
    }
    const { uid, id, path } = this.parent.agent;
    const { claims, edits } = await this.#engine.paths.conflicts(path);
    const own = claims.filter(({ owner }) => owner.kind === 'agent' && owner.uid === uid);
    const overlaps = edits.filter(({ worktrees }) =>
      worktrees.some(({ agents }) => agents.includes(id)),
    );
    if (own.length + overlaps.length === 0) {
      return [leaf(`${this.id}/none`, this, { label: 'Nothing claimed, no overlapping edits.' })];
    }
    return [
      ...own.map((claim) => new ClaimNode(claim, this)),
      ...overlaps.map((edit) => new OverlapNode(edit, this)),
    ];
  }
}

/** A file that another worktree has changed as well; opening it shows both. */
class OverlapNode implements TreeNode {
  readonly id: string;
  readonly parent: TreeNode;
  readonly #edit: OverlappingEdit;

  constructor(edit: OverlappingEdit, parent: TreeNode) {
    this.id = `${parent.id}/overlap/${edit.path}`;
    this.parent = parent;
    this.#edit = edit;
  }

  toTreeItem(): TreeItem {
    const item = row({
      ...overlapText(this.#edit),
      tooltip: this.#edit.worktrees.map(({ path }) => path).join('\n'),
      icon: new ThemeIcon('git-compare', new ThemeColor('list.warningForeground')),
    });
    item.command = compareCommand(this.#edit);
    return item;
  }
}

export function overlapCount(count: number): string {
  return count === 1 ? '1 overlapping edit' : `${String(count)} overlapping edits`;
}
