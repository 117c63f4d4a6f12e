import type { ExtensionContext } from 'vscode';
import type { CacheFigures } from '../cache-figures.ts';
import type { CheckResults } from '../checks/check-results.ts';
import type { EngineAccess } from '../engine-access.ts';
import type { Logger } from '../log.ts';
import type { AgentTerminals } from '../terminals/agent-terminals.ts';
import type { AgentsView } from '../views/agents/agents-view.ts';
import type { TasksView } from '../views/tasks/tasks-view.ts';
import type { Invocation } from './invocation.ts';

/** What commands work on. */
export interface Window {
  readonly extension: ExtensionContext;
  readonly access: EngineAccess;
  readonly log: Logger;
  readonly terminals: AgentTerminals;
  readonly caches: CacheFigures;
  readonly checks: CheckResults;
  readonly agentsView: AgentsView;
  readonly tasksView: TasksView;
}

/** Does what the command says. What it returns is the answer to a script. */
export type Command = (window: Window, invocation: Invocation) => Promise<unknown>;
