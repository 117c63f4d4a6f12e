import { ThemeColor, ThemeIcon, type TreeItem } from 'vscode';
import type { CheckResult } from '../../../core/verification/check.ts';
import type { KeptCheck } from '../../checks/check-results.ts';
import { CheckTarget } from '../../checks/check-target.ts';
import { checkSpoken, checkTooltip, shortId } from '../../checks/check-words.ts';
import { rowTags } from '../../contributions/contexts.ts';
import { row, type TreeNode } from '../node.ts';

const icons: Readonly<Record<CheckResult, { readonly icon: string; readonly color: string }>> = {
  fail: { icon: 'error', color: 'testing.iconFailed' },
  unknown: { icon: 'question', color: 'testing.iconSkipped' },
  pass: { icon: 'pass', color: 'testing.iconPassed' },
};

export function resultIcon(result: CheckResult): ThemeIcon {
  const { icon, color } = icons[result];
  return new ThemeIcon(icon, new ThemeColor(color));
}

/** The row of one check: what came out of it, and how that is known. */
export class CheckNode extends CheckTarget implements TreeNode {
  readonly id: string;
  readonly parent: TreeNode;
  readonly #check: KeptCheck;

  constructor(parent: TreeNode & CheckTarget, check: KeptCheck) {
    super(parent.stage, check.id);
    this.id = `${parent.id}/${check.id}`;
    this.parent = parent;
    this.#check = check;
  }

  toTreeItem(): TreeItem {
    const { id, result, evidence, fixable } = this.#check;
    const item = row({
      label: shortId(this.stage, id),
      description: evidence,
      tooltip: checkTooltip(this.#check),
      icon: resultIcon(result),
      spoken: checkSpoken(this.stage, this.#check),
    });
    item.contextValue = [rowTags.check, ...(fixable ? [rowTags.curable] : [])].join(';');
    return item;
  }
}
