import { z } from 'zod';
import { parseSettingsFile } from '../parse-settings.ts';
import type { SettingsSource } from '../settings-source.ts';
import { shellSteps } from '../step.ts';

const file = '.emdash.json';

/**
 * What Emdash brings along where its settings name nothing: https://github.com/generalaction/emdash,
 * docs/content/docs/project-config.mdx.
 */
const usualPatterns = [
  '.env',
  '.env.keys',
  '.env.local',
  '.env.*.local',
  '.envrc',
  'docker-compose.override.yml',
];

const settingsSchema = z.object({
  preservePatterns: z.array(z.string()).default(usualPatterns),
  shellSetup: z.string().default(''),
  scripts: z
    .object({
      prepare: z.string().default(''),
      setup: z.string().default(''),
      teardown: z.string().default(''),
    })
    .prefault({}),
});

/** Emdash: scripts with a line that goes before each, and patterns of files to bring along. */
export const emdash: SettingsSource = {
  tool: 'Emdash',
  origins: ['worktree'],
  find: async ({ read, shell, directory }) => {
    const text = await read(file);
    if (text === null) return null;
    const { scripts, shellSetup, preservePatterns } = parseSettingsFile(
      text,
      file,
      JSON.parse,
      settingsSchema,
    );
    const steps = (...lines: readonly string[]) =>
      shellSteps(lines, shell, directory).map((step, index) => {
        const line = lines.filter((each) => each.trim() !== '')[index] ?? '';
        const [prefixed] = shellSteps([`${shellSetup} && ${line}`], shell, directory);
        return shellSetup.trim() === '' || !prefixed ? step : { ...prefixed, name: step.name };
      });
    return {
      files: [file],
      setup: steps(scripts.prepare, scripts.setup),
      teardown: steps(scripts.teardown),
      checkouts: ['worktree'],
      include: preservePatterns,
    };
  },
  variables: ({ root, checkout, agent, name, defaultBranch, firstPort }) => ({
    EMDASH_TASK_ID: agent,
    EMDASH_TASK_NAME: slug(name) || 'task',
    EMDASH_TASK_PATH: checkout,
    EMDASH_ROOT_PATH: root,
    ...(defaultBranch !== null && { EMDASH_DEFAULT_BRANCH: defaultBranch }),
    ...(firstPort !== null && { EMDASH_PORT: String(firstPort) }),
  }),
};

/** Emdash's scripts use the name without quotes. */
function slug(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
