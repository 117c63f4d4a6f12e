import path from 'node:path';
import { z } from 'zod';
import { linesSchema, parseSettingsFile } from '../parse-settings.ts';
import type { SettingsSource } from '../settings-source.ts';
import { shellSteps } from '../step.ts';

const file = '.superset/config.json';
const localFile = '.superset/config.local.json';

const settingsSchema = z.object({
  setup: linesSchema.exactOptional(),
  teardown: linesSchema.exactOptional(),
  cwd: z.string().exactOptional(),
});

/**
 * A list replaces the team's, an object goes around it (https://github.com/superset-sh/superset,
 * apps/docs/content/docs/setup-teardown-scripts.mdx). What a user keeps in `~/.superset/projects` is not read: it goes by
 * an id that only Superset knows.
 */
const localLines = z.union([
  linesSchema,
  z.object({ before: linesSchema.exactOptional(), after: linesSchema.exactOptional() }),
]);

const localSchema = z.object({
  setup: localLines.exactOptional(),
  teardown: localLines.exactOptional(),
});

/** Superset: lists of commands, and one's own around them. */
export const superset: SettingsSource = {
  tool: 'Superset',
  origins: ['worktree'],
  find: async ({ read, shell, directory }) => {
    const text = await read(file);
    const localText = await read(localFile);
    if (text === null && localText === null) return null;
    const team = parseSettingsFile(text ?? '{}', file, JSON.parse, settingsSchema);
    const own = parseSettingsFile(localText ?? '{}', localFile, JSON.parse, localSchema);
    const place = path.posix.join(directory, team.cwd ?? '.');
    const steps = (lines: readonly string[]) => shellSteps(lines, shell, place);
    return {
      files: [...(text === null ? [] : [file]), ...(localText === null ? [] : [localFile])],
      setup: steps(around(team.setup ?? [], own.setup)),
      teardown: steps(around(team.teardown ?? [], own.teardown)),
      checkouts: ['worktree'],
      include: [],
    };
  },
  variables: ({ root, checkout, name, firstPort }) => ({
    SUPERSET_ROOT_PATH: root,
    SUPERSET_WORKSPACE_PATH: checkout,
    SUPERSET_WORKSPACE_NAME: name,
    ...(firstPort !== null && { SUPERSET_PORT_BASE: String(firstPort) }),
  }),
};

function around(
  team: readonly string[],
  own: z.infer<typeof localLines> | undefined,
): readonly string[] {
  if (own === undefined) return team;
  return Array.isArray(own) ? own : [...(own.before ?? []), ...team, ...(own.after ?? [])];
}
