import { commands, window as editor } from 'vscode';
import type { Disposable } from '../core/disposable.ts';
import { toLanekeeperError } from '../core/error.ts';
import type { Window } from './commands/command.ts';
import { AgentRow, TaskRow } from './commands/invocation.ts';
import { type CommandId, commandIds } from './contributions/commands.ts';
import { dashboardViewType } from './contributions/views.ts';
import type { AgentCommand, TaskCommand, WindowCommand } from './dashboard/contract.ts';
import { MachineWatch } from './dashboard/machine-watch.ts';
import type { DashboardDependencies } from './dashboard/panel.ts';
import { ProjectGraphs } from './project-graphs.ts';

type DashboardWindow = Pick<Window, 'access' | 'caches' | 'extension' | 'log'>;

/** Closes the dashboard. Null until it is shown for the first time: most windows never do. */
let closePanel: (() => void) | null = null;

/** What the buttons of the dashboard do in this window. */
const commandOf: Record<AgentCommand | WindowCommand, CommandId> = {
  stop: commandIds.stopAgent,
  restart: commandIds.restartAgent,
  renew: commandIds.renewAgent,
  clean: commandIds.cleanAgentArtifacts,
  showLogs: commandIds.showLogs,
  spawn: commandIds.spawnAgent,
  revealCaches: commandIds.showCaches,
  refresh: commandIds.refresh,
};

const taskCommandOf: Record<TaskCommand, CommandId> = {
  runTask: commandIds.runTask,
  cancelTask: commandIds.cancelTask,
  raiseTask: commandIds.raiseTaskPriority,
  explainTask: commandIds.explainTask,
  showTaskLog: commandIds.showTaskLog,
  openDeclaration: commandIds.openTaskDeclaration,
};

/**
 * Opens the dashboard, or brings the open one to the front. Its code is loaded here and not before. It waits for no
 * engine: while there is none, the page says why.
 */
export async function showDashboard(window: DashboardWindow): Promise<void> {
  const { DashboardPanel } = await loadPanel();
  DashboardPanel.show(dependencies(window));
}

/** Brings back the dashboard that was open before a window reload. Disposing takes an open one along. */
export function reviveDashboard(window: DashboardWindow): Disposable {
  const registration = editor.registerWebviewPanelSerializer(dashboardViewType, {
    deserializeWebviewPanel: async (panel) => {
      const { DashboardPanel } = await loadPanel();
      DashboardPanel.revive(panel, dependencies(window));
    },
  });
  return {
    dispose: () => {
      registration.dispose();
      closePanel?.();
    },
  };
}

async function loadPanel() {
  const module = await import('./dashboard/panel.ts');
  closePanel = module.closeDashboard;
  return module;
}

function dependencies({ access, caches, extension, log }: DashboardWindow): DashboardDependencies {
  return {
    extensionUri: extension.extensionUri,
    source: access,
    caches,
    projects: new ProjectGraphs(access, log),
    machine: new MachineWatch(log),
    commands: {
      run: async (command, agent) => {
        const row = agent === null ? [] : [new AgentRow(agent)];
        await commands.executeCommand(commandOf[command], ...row);
      },
      runForTask: async (command, root, task) => {
        await commands.executeCommand(taskCommandOf[command], new TaskRow(root, task));
      },
    },
    // The page shows what keeps it from showing anything; a dialog for each tick would be no help.
    onFault: (fault) => {
      log.error(toLanekeeperError(fault));
    },
  };
}
