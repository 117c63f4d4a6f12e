import { ConfigurationTarget, workspace } from 'vscode';
import { settingIds } from '../contributions/settings.ts';

/** Whether contention is notified; a value that is not valid was told of when the settings were read. */
export function areContentionNoticesWanted(): boolean {
  return workspace.getConfiguration().get(settingIds.notifyContention) === true;
}

/** After how long a wait is notified; s. The default stands in for a value that is not valid. */
export function noticeSeconds(): number {
  const seconds = workspace.getConfiguration().get<unknown>(settingIds.noticeSeconds);
  return typeof seconds === 'number' && seconds > 0 && seconds <= 3600 ? seconds : 10;
}

/** "Do Not Show Again", for all windows of this user. */
export async function muteContentionNotices(): Promise<void> {
  await workspace
    .getConfiguration()
    .update(settingIds.notifyContention, false, ConfigurationTarget.Global);
}
