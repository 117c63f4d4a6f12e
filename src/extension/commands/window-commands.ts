import { commands } from 'vscode';
import { viewIds } from '../contributions/views.ts';
import { showDashboard } from '../dashboard-host.ts';
import type { Command } from './command.ts';

/** Open Dashboard. */
export const openDashboard: Command = async (window) => {
  await showDashboard(window);
};

/** Refresh: looks again at processes, agents, tasks and caches. */
export const refresh: Command = async ({ access, agentsView, tasksView, caches }) => {
  // One that could not be opened is tried again: what was wrong may have been put right.
  const engine = access.state.kind === 'failed' ? await access.reopen() : await access.ready();
  await engine.reconcile();
  agentsView.refresh();
  tasksView.refresh();
  await caches.read({ refresh: true });
};

/** Show Caches: leads to the Caches view. */
export const showCaches: Command = async () => {
  await commands.executeCommand(`${viewIds.caches}.focus`);
};

/** Show Output: leads to the log of the extension. */
export const showOutput: Command = ({ log }) => {
  log.show();
  return Promise.resolve();
};
