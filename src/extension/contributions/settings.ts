/** The section under which all settings live. */
export const settingsSection = 'lanekeeper';

/** Every setting by its whole name. The manifest's list is kept equal by a test. */
export const settingIds = {
  agentTypes: 'lanekeeper.agentTypes',
  compileGate: 'lanekeeper.gates.compile',
  linkGate: 'lanekeeper.gates.link',
  testGate: 'lanekeeper.gates.test',
  ioGate: 'lanekeeper.gates.io',
  fetchGate: 'lanekeeper.gates.fetch',
  gpus: 'lanekeeper.gpus',
  stopGraceSeconds: 'lanekeeper.stopGraceSeconds',
  cacheWindowMinutes: 'lanekeeper.cacheWindowMinutes',
  seeding: 'lanekeeper.seeding',
  portCount: 'lanekeeper.ports.count',
  firstPort: 'lanekeeper.ports.first',
  lastPort: 'lanekeeper.ports.last',
  setupTimeout: 'lanekeeper.setup.timeoutSeconds',
  teardownTimeout: 'lanekeeper.setup.teardownTimeoutSeconds',
  includeMaxFiles: 'lanekeeper.worktreeInclude.maxFiles',
  includeMaxMegabytes: 'lanekeeper.worktreeInclude.maxMegabytes',
  sccacheGigabytes: 'lanekeeper.caches.sccacheGigabytes',
  taskResultGigabytes: 'lanekeeper.caches.taskResultGigabytes',
  buildDirectory: 'lanekeeper.rust.buildDirectory',
  memoryGigabytes: 'lanekeeper.rust.memoryGigabytes',
  home: 'lanekeeper.home',
  notifyContention: 'lanekeeper.notifications.contention',
  noticeSeconds: 'lanekeeper.contention.noticeSeconds',
} as const;

export type SettingId = (typeof settingIds)[keyof typeof settingIds];
