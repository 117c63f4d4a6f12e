import { commands } from 'vscode';
import { type Disposable, DisposableList } from '../../core/disposable.ts';
import { type CommandId, commandIds } from '../contributions/commands.ts';
import { showFault } from '../faults.ts';
import type { Command, Window } from './command.ts';
import { readInvocation } from './invocation.ts';
import { openDashboard, refresh, showCaches, showOutput } from './window-commands.ts';

/** What each command does. A command that is declared and has no entry here does not compile. */
const table: Record<CommandId, Command> = {
  [commandIds.spawnAgent]: onDemand(async () => (await import('./spawn-agent.ts')).spawnAgent),
  [commandIds.stopAgent]: onDemand(async () => (await import('./stop-agent.ts')).stopAgent),
  [commandIds.restartAgent]: onDemand(
    async () => (await import('./restart-agent.ts')).restartAgent,
  ),
  [commandIds.renewAgent]: onDemand(async () => (await import('./renew-agent.ts')).renewAgent),
  [commandIds.showLogs]: onDemand(async () => (await import('./show-logs.ts')).showLogs),
  [commandIds.openTerminal]: onDemand(
    async () => (await import('./open-terminal.ts')).openTerminal,
  ),
  [commandIds.copyEnvironment]: onDemand(
    async () => (await import('./copy-environment.ts')).copyEnvironment,
  ),
  [commandIds.revealNamespace]: onDemand(
    async () => (await import('./reveal-namespace.ts')).revealNamespace,
  ),
  [commandIds.explainNamespace]: onDemand(
    async () => (await import('./explain-namespace.ts')).explainNamespace,
  ),
  [commandIds.copyPort]: onDemand(async () => (await import('./ports.ts')).copyPort),
  [commandIds.openPort]: onDemand(async () => (await import('./ports.ts')).openPort),
  [commandIds.cleanAgentArtifacts]: onDemand(
    async () => (await import('./clean-agent-artifacts.ts')).cleanAgentArtifacts,
  ),
  [commandIds.claimPaths]: onDemand(async () => (await import('./claim-paths.ts')).claimPaths),
  [commandIds.releasePaths]: onDemand(
    async () => (await import('./release-paths.ts')).releasePaths,
  ),
  [commandIds.showConflicts]: onDemand(
    async () => (await import('./show-conflicts.ts')).showConflicts,
  ),
  [commandIds.forgetSetup]: onDemand(async () => (await import('./forget-setup.ts')).forgetSetup),
  [commandIds.runDoctor]: onDemand(async () => (await import('./run-checks.ts')).runDoctor),
  [commandIds.verifyIsolation]: onDemand(
    async () => (await import('./run-checks.ts')).verifyIsolation,
  ),
  [commandIds.runTask]: onDemand(async () => (await import('./run-task.ts')).runTask),
  [commandIds.cancelTask]: onDemand(async () => (await import('./cancel-task.ts')).cancelTask),
  [commandIds.raiseTaskPriority]: onDemand(
    async () => (await import('./raise-task-priority.ts')).raiseTaskPriority,
  ),
  [commandIds.explainTask]: onDemand(async () => (await import('./explain-task.ts')).explainTask),
  [commandIds.showTaskLog]: onDemand(async () => (await import('./show-task-log.ts')).showTaskLog),
  [commandIds.openTaskDeclaration]: onDemand(
    async () => (await import('./open-task-declaration.ts')).openTaskDeclaration,
  ),
  [commandIds.openDashboard]: openDashboard,
  [commandIds.refresh]: refresh,
  [commandIds.showCaches]: showCaches,
  [commandIds.showOutput]: showOutput,
};

/** A command whose code is not for the start of a window. */
function onDemand(load: () => Promise<Command>): Command {
  return async (window, invocation) => (await load())(window, invocation);
}

/** Registers every command. A person is told of an error; a script gets it. */
export function registerCommands(window: Window): Disposable {
  const registered = new DisposableList();
  for (const id of Object.values(commandIds)) {
    const run = table[id];
    registered.add(
      commands.registerCommand(id, async (argument?: unknown, selection?: unknown) => {
        const invocation = readInvocation(argument, selection);
        try {
          return await window.access.hold(() => run(window, invocation));
        } catch (thrown) {
          if (invocation.from === 'script') throw thrown;
          showFault(thrown, window.log);
          return undefined;
        }
      }),
    );
  }
  return registered;
}
