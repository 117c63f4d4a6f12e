import { commands } from 'vscode';
import { type Disposable, DisposableList } from '../../core/disposable.ts';
import { type CommandId, commandIds } from '../contributions/commands.ts';
import { showFault } from '../faults.ts';
<<<<<<< HEAD
=======
import { claimPaths } from './claim-paths.ts';
import { cleanAgentArtifacts } from './clean-agent-artifacts.ts';
>>>>>>> c2466bd (Claim and release paths from VS Code, and mark agents whose worktrees have changed the same file)
import type { Command, Window } from './command.ts';
import { copyEnvironment } from './copy-environment.ts';
import { explainNamespace } from './explain-namespace.ts';
import { forgetSetup } from './forget-setup.ts';
import { readInvocation } from './invocation.ts';
import { openTerminal } from './open-terminal.ts';
import { copyPort, openPort } from './ports.ts';
<<<<<<< HEAD
=======
import { renewAgent } from './renew-agent.ts';
import { releasePaths } from './release-paths.ts';
>>>>>>> c2466bd (Claim and release paths from VS Code, and mark agents whose worktrees have changed the same file)
import { restartAgent } from './restart-agent.ts';
import { revealNamespace } from './reveal-namespace.ts';
import { showConflicts } from './show-conflicts.ts';
import { showLogs } from './show-logs.ts';
import { spawnAgent } from './spawn-agent.ts';
import { stopAgent } from './stop-agent.ts';
import { openDashboard, refresh, showCaches, showOutput } from './window-commands.ts';

/** What each command does. A command that is declared and has no entry here does not compile. */
const table: Record<CommandId, Command> = {
  [commandIds.spawnAgent]: spawnAgent,
  [commandIds.stopAgent]: stopAgent,
  [commandIds.restartAgent]: restartAgent,
  [commandIds.renewAgent]: onDemand(async () => (await import('./renew-agent.ts')).renewAgent),
  [commandIds.showLogs]: showLogs,
  [commandIds.openTerminal]: openTerminal,
  [commandIds.copyEnvironment]: copyEnvironment,
  [commandIds.revealNamespace]: revealNamespace,
  [commandIds.explainNamespace]: explainNamespace,
  [commandIds.copyPort]: copyPort,
  [commandIds.openPort]: openPort,
<<<<<<< HEAD
  [commandIds.cleanAgentArtifacts]: onDemand(
    async () => (await import('./clean-agent-artifacts.ts')).cleanAgentArtifacts,
  ),
=======
  [commandIds.cleanAgentArtifacts]: cleanAgentArtifacts,
  [commandIds.claimPaths]: claimPaths,
  [commandIds.releasePaths]: releasePaths,
  [commandIds.showConflicts]: showConflicts,
>>>>>>> c2466bd (Claim and release paths from VS Code, and mark agents whose worktrees have changed the same file)
  [commandIds.forgetSetup]: forgetSetup,
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
