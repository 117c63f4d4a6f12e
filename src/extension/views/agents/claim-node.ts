import { ThemeIcon, type TreeItem } from 'vscode';
import type { Claim } from '../../../core/claim/claim.ts';
import { claimText } from '../../claim-text.ts';
import { rowTags } from '../../contributions/contexts.ts';
import { row, type TreeNode } from '../node.ts';

/** Paths that the agent has claimed, to release. */
export class ClaimNode implements TreeNode {
  readonly id: string;
  readonly parent: TreeNode;
  readonly claim: Claim;

  constructor(claim: Claim, parent: TreeNode) {
    this.id = `${parent.id}/claim/${String(claim.id)}`;
    this.parent = parent;
    this.claim = claim;
  }

  toTreeItem(): TreeItem {
    const item = row({ ...claimText(this.claim), icon: new ThemeIcon('lock') });
    item.contextValue = rowTags.claim;
    return item;
  }
}
