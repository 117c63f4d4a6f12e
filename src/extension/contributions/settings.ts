/** The section under which all settings live. */
export const settingsSection = 'lanekeeper';

/** Every setting by its whole name. The manifest's list is kept equal by a test. */
export const settingIds = {
  agentTypes: 'lanekeeper.agentTypes',
  compileGate: 'lanekeeper.gates.compile',
  linkGate: 'lanekeeper.gates.link',
  testGate: 'lanekeeper.gates.test',
  stopGraceSeconds: 'lanekeeper.stopGraceSeconds',
  cacheWindowMinutes: 'lanekeeper.cacheWindowMinutes',
  home: 'lanekeeper.home',
  notifyContention: 'lanekeeper.notifications.contention',
} as const;

export type SettingId = (typeof settingIds)[keyof typeof settingIds];
