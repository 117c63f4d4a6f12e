import { commands, window } from 'vscode';
import { type ErrorCode, type LanekeeperError, toLanekeeperError } from '../core/error.ts';
import { commandIds } from './contributions/commands.ts';
import { settingsSection } from './contributions/settings.ts';
import type { Logger } from './log.ts';

interface Remedy {
  readonly title: string;
  readonly command: string;
  readonly arguments: readonly unknown[];
}

const showOutput: Remedy = {
  title: 'Show Output',
  command: commandIds.showOutput,
  arguments: [],
};

/** The one click that goes with an error; all others lead to the log. */
const remedies: Partial<Record<ErrorCode, Remedy>> = {
  'configuration-invalid': {
    title: 'Open Settings',
    command: 'workbench.action.openSettings',
    arguments: [settingsSection],
  },
  'workspace-missing': {
    title: 'Open Folder',
    command: 'workbench.action.files.openFolder',
    arguments: [],
  },
  'workspace-untrusted': {
    title: 'Manage Workspace Trust',
    command: 'workbench.trust.manage',
    arguments: [],
  },
};

/** Message and cure in one text, as notifications and tooltips show it. */
export function faultText(fault: LanekeeperError): string {
  return `${fault.message} ${fault.cure}`;
}

/**
 * Tells the user what went wrong, once, with the cure and a button that leads to it. A refusal is a warning, a failure
 * an error, and what the user interrupted is no news.
 */
export function showFault(thrown: unknown, log: Logger): void {
  const fault = toLanekeeperError(thrown);
  if (fault.kind === 'interrupted') return;
  log.error(fault);
  const show = fault.kind === 'failed' ? window.showErrorMessage : window.showWarningMessage;
  const remedy = remedies[fault.code] ?? showOutput;
  void show(faultText(fault), remedy.title).then((chosen) => {
    if (chosen) void commands.executeCommand(remedy.command, ...remedy.arguments);
  });
}
