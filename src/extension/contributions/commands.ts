/** Every command that the extension contributes. The manifest's list is kept equal by a test. */
export const commandIds = {
  spawnAgent: 'lanekeeper.spawnAgent',
  stopAgent: 'lanekeeper.stopAgent',
  restartAgent: 'lanekeeper.restartAgent',
  renewAgent: 'lanekeeper.renewAgent',
  showLogs: 'lanekeeper.showLogs',
  openTerminal: 'lanekeeper.openTerminal',
  copyEnvironment: 'lanekeeper.copyEnvironment',
  revealNamespace: 'lanekeeper.revealNamespace',
  explainNamespace: 'lanekeeper.explainNamespace',
  copyPort: 'lanekeeper.copyPort',
  openPort: 'lanekeeper.openPort',
  cleanAgentArtifacts: 'lanekeeper.cleanAgentArtifacts',
  forgetSetup: 'lanekeeper.forgetSetup',
  runDoctor: 'lanekeeper.runDoctor',
  verifyIsolation: 'lanekeeper.verifyIsolation',
  openDashboard: 'lanekeeper.openDashboard',
  refresh: 'lanekeeper.refresh',
  showCaches: 'lanekeeper.showCaches',
  showOutput: 'lanekeeper.showOutput',
} as const;

export type CommandId = (typeof commandIds)[keyof typeof commandIds];
