import { type ExtensionContext, window as editor } from 'vscode';
import { toLanekeeperError } from '../core/error.ts';
import { CacheFigures } from './cache-figures.ts';
import { checkReportPages } from './checks/check-report.ts';
import { CheckResults } from './checks/check-results.ts';
import type { Window } from './commands/command.ts';
import { registerCommands } from './commands/register.ts';
import { watchSettings } from './configuration/settings-watch.ts';
import { contentionPages } from './contention-document.ts';
import { setContext } from './context-keys.ts';
import { contextKeys } from './contributions/contexts.ts';
import { reviveDashboard } from './dashboard-host.ts';
import { EngineAccess } from './engine-access.ts';
import { type ExtensionApi, extensionApi } from './extension-api.ts';
import { showFault } from './faults.ts';
import { createLogger } from './log.ts';
import { namespacePages } from './namespace-document.ts';
import { ContentionNotice } from './notifications/contention-notice.ts';
import { Pages } from './pages.ts';
import { CacheHitRate } from './status-bar/cache-hit-rate.ts';
import { taskPages } from './tasks/task-document.ts';
import { registerTaskProvider } from './tasks/task-provider.ts';
import { AgentTerminals } from './terminals/agent-terminals.ts';
import { registerTerminalProfile } from './terminals/terminal-profile.ts';
import { AgentsView } from './views/agents/agents-view.ts';
import { CachesView } from './views/caches/caches-view.ts';
import { ChecksView } from './views/checks/checks-view.ts';
import { TasksView } from './views/tasks/tasks-view.ts';

/** The one that is active; VS Code tells `deactivate` nothing. */
let active: EngineAccess | null = null;

/**
 * Puts everything in place that VS Code asks for, and opens the engine once that is done: its code is most of the
 * bundle, and no window shall wait for it to start.
 */
export function activate(extension: ExtensionContext): ExtensionApi {
  const { subscriptions: owned } = extension;
  // First in, last out: what others say while they end is still logged.
  const log = createLogger();
  owned.push(log);
  const access = new EngineAccess(async () => {
    const { openEngine } = await import('./open-engine.ts');
    return openEngine(extension.asAbsolutePath('dist/cli.cjs'), log);
  });
  active = access;
  owned.push(
    access,
    access.onDidChange((state) => {
      setContext(contextKeys.engine, state.kind);
    }),
  );

  const caches = new CacheFigures(access, log);
  const agentsView = new AgentsView(access, log);
  const tasksView = new TasksView(access, log);
  const cachesView = new CachesView(access, caches, log);
  const checks = new CheckResults((fault) => {
    log.warn(toLanekeeperError(fault).message);
  });
  const checksView = new ChecksView(checks, log);
  const terminals = new AgentTerminals(access, log);
  const views = { agentsView, tasksView };
  const window: Window = { extension, access, log, terminals, caches, checks, ...views };
  owned.push(caches, checks, agentsView, tasksView, cachesView, checksView, terminals);
  owned.push(
    registerCommands(window),
    registerTerminalProfile(access, terminals, log),
    reviveDashboard(window),
    new CacheHitRate(access, caches),
    new ContentionNotice(access, log),
    new Pages(access, checkReportPages(checks)),
    new Pages(access, contentionPages),
    new Pages(access, namespacePages),
    new Pages(access, taskPages),
    registerTaskProvider(access, log),
    watchSettings(access, log),
    editor.onDidChangeWindowState(({ focused, active }) => {
      // Agents may have ended while nobody looked, in ways that nobody reported.
      if (!focused || !active || access.state.kind !== 'open') return;
      access.state.engine.reconcile().catch((thrown: unknown) => {
        log.warn(toLanekeeperError(thrown).message);
      });
    }),
  );
  // After this turn of the event loop, so that activation itself loads no engine.
  const opening = setImmediate(() => {
    access.ready().catch((thrown: unknown) => {
      showFault(thrown, log);
    });
  });
  owned.push({
    dispose: () => {
      clearImmediate(opening);
    },
  });
  return extensionApi(access, {
    agents: agentsView,
    tasks: tasksView,
    caches: cachesView,
    checks: checksView,
  });
}

/** Stops the runs of tasks that were begun in this window. VS Code waits for that, and disposes of the rest after it. */
export async function deactivate(): Promise<void> {
  if (active?.state.kind === 'open') await active.state.engine.graph.end();
  active = null;
}
