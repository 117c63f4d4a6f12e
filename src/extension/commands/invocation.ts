import { Uri } from 'vscode';
import type { CheckStage } from '../checks/check-results.ts';
import { CheckTarget } from '../checks/check-target.ts';
import { AgentNode } from '../views/agents/agent-node.ts';
import { GraphTaskNode } from '../views/tasks/graph-task-node.ts';

/**
 * How a command was called: from the palette or a title bar, on rows of the Agents view or the dashboard, on a project's
 * task in either, on a stage or a check in the Checks view, on files of the Explorer, or by a script with an argument. A script asked for no dialogs: it gets a
 * result or an error.
 */
export type Invocation =
  | { readonly from: 'person' }
  | { readonly from: 'rows'; readonly agents: readonly string[] }
  | { readonly from: 'task'; readonly root: string; readonly task: string }
  | { readonly from: 'checks'; readonly stage: CheckStage; readonly check: string | null }
  | { readonly from: 'files'; readonly files: readonly Uri[] }
  | { readonly from: 'script'; readonly argument: unknown };

/** The row of an agent in the dashboard, where a person pressed a button: its command may ask, as for any other row. */
export class AgentRow {
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }
}

/** A task in the dashboard, where a person pressed a button. */
export class TaskRow {
  /** Its folder, absolute. */
  readonly root: string;
  readonly name: string;

  constructor(root: string, name: string) {
    this.root = root;
    this.name = name;
  }
}

/** VS Code passes the row or file that was clicked, and all that are selected after it. */
export function readInvocation(argument: unknown, selection?: unknown): Invocation {
  if (argument === undefined || argument === null) return { from: 'person' };
  if (argument instanceof AgentRow) return { from: 'rows', agents: [argument.id] };
  if (argument instanceof TaskRow) {
    return { from: 'task', root: argument.root, task: argument.name };
  }
  if (argument instanceof GraphTaskNode) {
    return { from: 'task', root: argument.root, task: argument.task.name };
  }
  if (argument instanceof CheckTarget) {
    return { from: 'checks', stage: argument.stage, check: argument.check };
  }
  if (argument instanceof Uri) {
    const files = Array.isArray(selection) ? selection.filter((each) => each instanceof Uri) : [];
    return { from: 'files', files: files.length > 0 ? files : [argument] };
  }
  if (!(argument instanceof AgentNode)) return { from: 'script', argument };
  const selected = Array.isArray(selection)
    ? selection.filter((node) => node instanceof AgentNode)
    : [];
  // A click on a row outside the selection means that row alone.
  const nodes = selected.includes(argument) ? selected : [argument];
  return { from: 'rows', agents: nodes.map((node) => node.agent.id) };
}
