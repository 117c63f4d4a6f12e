import { type CommandId, commandIds } from '../contributions/commands.ts';
import { applyCure } from './apply-cure.ts';
import { cancelTask } from './cancel-task.ts';
import { copyEvidence, openCheckReport } from './check-reading.ts';
import { claimPaths } from './claim-paths.ts';
import { cleanAgentArtifacts } from './clean-agent-artifacts.ts';
import type { Command } from './command.ts';
import { copyEnvironment } from './copy-environment.ts';
import { explainNamespace } from './explain-namespace.ts';
import { explainTask } from './explain-task.ts';
import { forgetSetup } from './forget-setup.ts';
import { openTaskDeclaration } from './open-task-declaration.ts';
import { openTerminal } from './open-terminal.ts';
import { copyPort, openPort } from './ports.ts';
import { raiseTaskPriority } from './raise-task-priority.ts';
import { releasePaths } from './release-paths.ts';
import { renewAgent } from './renew-agent.ts';
import { restartAgent } from './restart-agent.ts';
import { revealNamespace } from './reveal-namespace.ts';
import { checkAgain, runDoctor, verifyIsolation } from './run-checks.ts';
import { runTask } from './run-task.ts';
import { showConflicts } from './show-conflicts.ts';
import { showLogs } from './show-logs.ts';
import { showTaskLog } from './show-task-log.ts';
import { spawnAgent } from './spawn-agent.ts';
import { stopAgent } from './stop-agent.ts';
import { openDashboard, refresh, showCaches, showOutput } from './window-commands.ts';

/**
 * What each command does. A command that is declared and has no entry here does not compile. Loaded when the first of them
 * is called: no window waits for their code when it starts.
 */
export const table: Readonly<Record<CommandId, Command>> = {
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
  [commandIds.claimPaths]: claimPaths,
  [commandIds.releasePaths]: releasePaths,
  [commandIds.showConflicts]: showConflicts,
  [commandIds.forgetSetup]: forgetSetup,
  [commandIds.runDoctor]: runDoctor,
  [commandIds.verifyIsolation]: verifyIsolation,
  [commandIds.checkAgain]: checkAgain,
  [commandIds.applyCure]: applyCure,
  [commandIds.copyEvidence]: copyEvidence,
  [commandIds.openCheckReport]: openCheckReport,
  [commandIds.runTask]: runTask,
  [commandIds.cancelTask]: cancelTask,
  [commandIds.raiseTaskPriority]: raiseTaskPriority,
  [commandIds.explainTask]: explainTask,
  [commandIds.showTaskLog]: showTaskLog,
  [commandIds.openTaskDeclaration]: openTaskDeclaration,
  [commandIds.openDashboard]: openDashboard,
  [commandIds.refresh]: refresh,
  [commandIds.showCaches]: showCaches,
  [commandIds.showOutput]: showOutput,
};
