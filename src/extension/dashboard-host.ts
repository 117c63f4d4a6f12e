import { commands } from 'vscode';
import type { Engine } from '../core/engine.ts';
import type { Disposable } from '../core/disposable.ts';
import type { Window } from './commands/command.ts';
import { type CommandId, commandIds } from './contributions/commands.ts';
import type { AgentCommand, WindowCommand } from './dashboard/contract.ts';
import type { DashboardDependencies } from './dashboard/panel.ts';
import { showFault } from './faults.ts';

type DashboardWindow = Pick<Window, 'access' | 'extension' | 'log'>;

/** What the buttons of the dashboard do in this window. */
const commandOf: Record<AgentCommand | WindowCommand, CommandId> = {
  stop: commandIds.stopAgent,
  restart: commandIds.restartAgent,
  clean: commandIds.cleanAgentArtifacts,
  showLogs: commandIds.showLogs,
  spawn: commandIds.spawnAgent,
  revealCaches: commandIds.showCaches,
};

/** Opens the dashboard, or brings the open one to the front. Its code is loaded here and not before. */
export async function showDashboard(window: DashboardWindow): Promise<void> {
  const engine = await window.access.ready();
  const { DashboardPanel } = await import('./dashboard/panel.ts');
  DashboardPanel.show(dependencies(window, engine));
}

/** Brings back the dashboard that was open before a window reload. */
export function reviveDashboard(window: DashboardWindow): Disposable {
  return window.access.attach((engine) => {
    let registration: Disposable | null = null;
    let ended = false;
    void import('./dashboard/panel.ts').then(({ DashboardPanel }) => {
      if (!ended) registration = DashboardPanel.registerSerializer(dependencies(window, engine));
    });
    return {
      dispose: () => {
        ended = true;
        registration?.dispose();
      },
    };
  });
}

function dependencies(window: DashboardWindow, engine: Engine): DashboardDependencies {
  return {
    extensionUri: window.extension.extensionUri,
    engine,
    commands: {
      run: async (command, agent) => {
        await commands.executeCommand(commandOf[command], ...(agent === null ? [] : [{ agent }]));
      },
    },
    onFault: (fault) => {
      showFault(fault, window.log);
    },
  };
}
