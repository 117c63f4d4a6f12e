import path from 'node:path';
import { scriptCommand } from '../script-command.ts';
import type { SettingsSource } from '../settings-source.ts';

/** The folder was `.kilocode` in earlier versions (https://github.com/Kilo-Org/kilocode, packages/kilo-vscode/src/agent-manager,
 * SetupScriptService.ts and SetupScriptRunner.ts). */
const folders = ['.kilo', '.kilocode'];

/** Kilo brings these along before its script runs, from the top of the repository alone (the same, env-copy.ts). */
const environmentFiles = ['/.env', '/.env.*'];

const posixNames = ['setup-script', 'setup-script.sh'];
const windowsNames = ['setup-script.ps1', 'setup-script.cmd', 'setup-script.bat', ...posixNames];

/** Kilo Code's Agent Manager: one script. */
export const kilo: SettingsSource = {
  tool: 'Kilo',
  origins: ['worktree'],
  find: async ({ read, folder, directory, platform }) => {
    for (const place of folders) {
      for (const name of platform === 'win32' ? windowsNames : posixNames) {
        const file = `${place}/${name}`;
        if ((await read(file)) === null) continue;
        return {
          files: [file],
          setup: [scriptCommand(path.join(folder, place, name), name, directory)],
          teardown: [],
          checkouts: ['worktree'],
          include: environmentFiles,
        };
      }
    }
    return null;
  },
  variables: ({ root, checkout }) => ({ WORKTREE_PATH: checkout, REPO_PATH: root }),
};
