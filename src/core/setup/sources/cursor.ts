import path from 'node:path';
import { z } from 'zod';
import { parseSettingsFile } from '../parse-settings.ts';
import { scriptCommand } from '../script-command.ts';
import type { SettingsSource } from '../settings-source.ts';
import { type SetupStep, shellSteps } from '../step.ts';

const file = '.cursor/worktrees.json';

/** Commands, or the path of a script seen from the folder of the file (https://cursor.com/docs/configuration/worktrees.md). */
const setupSchema = z.union([z.string(), z.array(z.string())]).exactOptional();

const settingsSchema = z.object({
  'setup-worktree': setupSchema,
  'setup-worktree-unix': setupSchema,
  'setup-worktree-windows': setupSchema,
});

/** Cursor: setup commands or a script, by platform. */
export const cursor: SettingsSource = {
  tool: 'Cursor',
  origins: ['worktree'],
  find: async ({ read, folder, shell, directory, platform }) => {
    const text = await read(file);
    if (text === null) return null;
    const settings = parseSettingsFile(text, file, JSON.parse, settingsSchema);
    const special = platform === 'win32' ? 'setup-worktree-windows' : 'setup-worktree-unix';
    const written = settings[special] ?? settings['setup-worktree'] ?? [];
    const setup: SetupStep[] =
      typeof written !== 'string'
        ? shellSteps(written, shell, directory)
        : (await isScript(read, written))
          ? [scriptCommand(path.join(folder, '.cursor', written), written, directory)]
          : // What is no such file was meant as a command; Cursor's users write both.
            shellSteps([written], shell, directory);
    return { files: [file], setup, teardown: [], checkouts: ['worktree'], include: [] };
  },
  variables: ({ root }) => ({ ROOT_WORKTREE_PATH: root }),
};

async function isScript(
  read: (file: string) => Promise<string | null>,
  written: string,
): Promise<boolean> {
  return !/[\s;&|]/.test(written) && (await read(path.posix.join('.cursor', written))) !== null;
}
