import { ConfigurationTarget, workspace } from 'vscode';
import { settingIds } from '../contributions/settings.ts';

/** Whether waits are notified; a value that is not valid was told of when the settings were read. */
export function areContentionNoticesWanted(): boolean {
  return workspace.getConfiguration().get(settingIds.notifyContention) === true;
}

/** "Do Not Show Again", for all windows of this user. */
export async function muteContentionNotices(): Promise<void> {
  await workspace
    .getConfiguration()
    .update(settingIds.notifyContention, false, ConfigurationTarget.Global);
}
