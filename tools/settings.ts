/** The user settings of every VS Code that tests and `npm start` open: nothing that nags, nothing that phones home. */
export const quietSettings: Readonly<Record<string, unknown>> = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.ignoreRecommendations': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.enableExperiments': false,
  'chat.disableAIFeatures': true,
  'git.openRepositoryInParentFolders': 'never',
  'window.commandCenter': false,
};

/** Also nothing that happens by itself, so that two runs see the same. */
export const testSettings: Readonly<Record<string, unknown>> = {
  ...quietSettings,
  'git.autorefresh': false,
  'git.autofetch': false,
  'files.hotExit': 'off',
  'window.restoreWindows': 'none',
  'workbench.reduceMotion': 'on',
  'editor.cursorBlinking': 'solid',
};

/**
 * Gives the shells in terminals a home of their own, so that start-up files of the developer's neither slow a test down
 * nor are cut off by one in the middle of what they do.
 *
 * @param directory absolute path
 */
export function shellHome(directory: string): Readonly<Record<string, unknown>> {
  return {
    'terminal.integrated.env.linux': { HOME: directory },
    'terminal.integrated.env.osx': { HOME: directory },
  };
}
