import {
  type MarkdownString,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
} from 'vscode';
import { plainText } from '../../core/terminal/plain-text.ts';
import { toLanekeeperError } from '../../core/error.ts';
import { faultText } from '../faults.ts';

/** One row of a tree. `id` is stable for as long as the row stands for the same thing. */
export interface TreeNode {
  readonly id: string;
  readonly parent: TreeNode | null;
  toTreeItem(): TreeItem;
  /** Absent where a row never has rows under it. Called only when the row is opened. */
  children?(): Promise<readonly TreeNode[]> | readonly TreeNode[];
}

export interface RowText {
  readonly label: string;
  readonly description?: string | undefined;
  /** Plain text, or Markdown where links or tables help. */
  readonly tooltip?: string | MarkdownString | undefined;
  readonly icon?: ThemeIcon | undefined;
  /** What a screen reader says; label and description when absent. */
  readonly spoken?: string | undefined;
}

/**
 * Makes the item of a row. All text passes through `plainText`, since names, commands and messages are in the hands of
 * agents and tools.
 */
export function row(text: RowText, collapsible = TreeItemCollapsibleState.None): TreeItem {
  const item = new TreeItem(plainText(text.label), collapsible);
  if (text.description) item.description = plainText(text.description);
  if (text.tooltip !== undefined) {
    item.tooltip = typeof text.tooltip === 'string' ? plainText(text.tooltip) : text.tooltip;
  }
  if (text.icon) item.iconPath = text.icon;
  const spoken = text.spoken ?? [text.label, text.description].filter(Boolean).join(', ');
  item.accessibilityInformation = { label: plainText(spoken) };
  return item;
}

/** A row that only says something. */
export function leaf(id: string, parent: TreeNode | null, text: RowText): TreeNode {
  return { id, parent, toTreeItem: () => row(text) };
}

/** A row whose rows are already known. */
export function branch(
  id: string,
  parent: TreeNode | null,
  text: RowText,
  children: (self: TreeNode) => readonly TreeNode[],
): TreeNode {
  const self: TreeNode = {
    id,
    parent,
    toTreeItem: () => row(text, TreeItemCollapsibleState.Collapsed),
    children: () => children(self),
  };
  return self;
}

/** Stands where rows should be when they could not be had. */
export function faultNode(parent: TreeNode | null, thrown: unknown): TreeNode {
  const fault = toLanekeeperError(thrown);
  return leaf(`${parent?.id ?? 'root'}/fault`, parent, {
    label: fault.message,
    tooltip: faultText(fault),
    spoken: faultText(fault),
    icon: new ThemeIcon('error', new ThemeColor('list.errorForeground')),
  });
}
