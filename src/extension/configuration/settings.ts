import { workspace } from 'vscode';
import { parseSettings, type Settings } from './settings-schema.ts';

/** @throws LanekeeperError configuration-invalid */
export function readSettings(): Settings {
  const configuration = workspace.getConfiguration();
  return parseSettings((id) => configuration.get(id));
}
