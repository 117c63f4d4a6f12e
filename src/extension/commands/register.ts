import { commands } from 'vscode';
import { type Disposable, DisposableList } from '../../core/disposable.ts';
import { type CommandId, commandIds } from '../contributions/commands.ts';
import { showFault } from '../faults.ts';
import { cleanAgentArtifacts } from './clean-agent-artifacts.ts';
import type { Command, Window } from './command.ts';
import { copyEnvironment } from './copy-environment.ts';
import { explainNamespace } from './explain-namespace.ts';
import { forgetSetup } from './forget-setup.ts';
import { readInvocation } from './invocation.ts';
import { runDoctor, verifyIsolation } from './run-checks.ts';
import { openTerminal } from './open-terminal.ts';
import { copyPort, openPort } from './ports.ts';
import { renewAgent } from './renew-agent.ts';
import { restartAgent } from './restart-agent.ts';
import { revealNamespace } from './reveal-namespace.ts';
import { showLogs } from './show-logs.ts';
import { spawnAgent } from './spawn-agent.ts';
import { stopAgent } from './stop-agent.ts';
import { openDashboard, refresh, showCaches, showOutput } from './window-commands.ts';

/** What each command does. A command that is declared and has no entry here does not compile. */
const table: Record<CommandId, Command> = {
  [commandIds.spawnAgent]: spawnAgent,
  [commandIds.stopAgent]: stopAgent,
  [commandIds.restartAgent]: restartAgent,
  [commandIds.renewAgent]: renewAgent,
  [commandIds.showLogs]: showLogs,
  [commandIds.openTerminal]: openTerminal,
  [commandIds.copyEnvironment]: copyEnvironment,
  [commandIds.revealNamespace]: revealNamespace,
  [commandIds.explainNamespace]: explainNamespace,
  [commandIds.copyPort]: copyPort,
  [commandIds.openPort]: openPort,
  [commandIds.cleanAgentArtifacts]: cleanAgentArtifacts,
  [commandIds.forgetSetup]: forgetSetup,
  [commandIds.runDoctor]: runDoctor,
  [commandIds.verifyIsolation]: verifyIsolation,
  [commandIds.openDashboard]: openDashboard,
  [commandIds.refresh]: refresh,
  [commandIds.showCaches]: showCaches,
  [commandIds.showOutput]: showOutput,
};

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
