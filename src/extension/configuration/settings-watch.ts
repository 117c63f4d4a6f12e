import { workspace } from 'vscode';
import type { Disposable } from '../../core/disposable.ts';
import { settingIds, settingsSection } from '../contributions/settings.ts';
import type { EngineAccess } from '../engine-access.ts';
import { showFault } from '../faults.ts';
import type { Logger } from '../log.ts';

/** What the engine is opened with. */
const engineSettings = Object.values(settingIds).filter(
  (id) => id !== settingIds.notifyContention && id !== settingIds.noticeSeconds,
);

/**
 * Opens the engine anew when a setting that it works by changes. While what is set is not valid, the user is told so
 * and the engine goes on with what was set before.
 */
export function watchSettings(access: EngineAccess, log: Logger): Disposable {
  return workspace.onDidChangeConfiguration((event) => {
    if (!event.affectsConfiguration(settingsSection) || access.state.kind === 'closed') return;
    if (!engineSettings.some((id) => event.affectsConfiguration(id))) return;
    access.reopen().catch((thrown: unknown) => {
      showFault(thrown, log);
    });
  });
}
