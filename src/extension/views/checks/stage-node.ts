import { ThemeIcon, type TreeItem, TreeItemCollapsibleState } from 'vscode';
import {
  type CheckResults,
  type CheckStage,
  checkStages,
  type StageResult,
} from '../../checks/check-results.ts';
import { CheckTarget } from '../../checks/check-target.ts';
import {
  failedFirst,
  resultOrder,
  stageTooltip,
  stageWords,
  summaryText,
} from '../../checks/check-words.ts';
import { rowTags } from '../../contributions/contexts.ts';
import { row, type TreeNode } from '../node.ts';
import { CheckNode, resultIcon } from './check-node.ts';

/** A row for each stage that was checked or is. */
export function stageNodes(results: CheckResults): StageNode[] {
  return checkStages.flatMap((stage) => {
    const found = results.of(stage);
    const isUnderWay = results.isUnderWay(stage);
    return found || isUnderWay ? [new StageNode(stage, found, isUnderWay)] : [];
  });
}

/** The row of a stage of the verification, or of the doctor, with what failed first under it. */
export class StageNode extends CheckTarget implements TreeNode {
  readonly id: string;
  readonly parent = null;
  readonly #found: StageResult | null;
  readonly #isUnderWay: boolean;

  constructor(stage: CheckStage, found: StageResult | null, isUnderWay: boolean) {
    super(stage, null);
    this.id = `checks/${stage}`;
    this.#found = found;
    this.#isUnderWay = isUnderWay;
  }

  toTreeItem(): TreeItem {
    const checks = this.#found?.checks ?? [];
    const worst = resultOrder.find((result) => checks.some((check) => check.result === result));
    const agent = this.#found?.agent ?? null;
    const item = row(
      {
        label: stageWords[this.stage],
        description: [
          this.#isUnderWay ? 'checking …' : summaryText(checks),
          ...(agent === null ? [] : [agent]),
        ].join(' · '),
        tooltip: this.#found ? stageTooltip(this.#found) : undefined,
        icon: this.#isUnderWay ? new ThemeIcon('loading~spin') : resultIcon(worst ?? 'unknown'),
      },
      // VS Code keeps how the user left it: the id stays.
      worst === 'fail' ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed,
    );
    const tags = [
      rowTags.stage,
      ...(this.#isUnderWay ? [] : [rowTags.ended]),
      ...(checks.some(({ fixable }) => fixable) ? [rowTags.curable] : []),
    ];
    item.contextValue = tags.join(';');
    return item;
  }

  children(): readonly TreeNode[] {
    return failedFirst(this.#found?.checks ?? []).map((check) => new CheckNode(this, check));
  }
}
