import { parse as parseToml } from 'smol-toml';
import { z } from 'zod';
import { parseSettingsFile } from '../parse-settings.ts';
import type { FoundSettings, SettingsSource, SourceContext } from '../settings-source.ts';
import { shellSteps } from '../step.ts';

/**
 * Each overrides those after it (https://www.conductor.build/docs/reference/settings; scripts and their variables:
 * /docs/reference/scripts, /docs/reference/environment-variables). `conductor.json` is the earlier form. Its
 * `environment_variables` are left alone: they may hold secrets, which have no place in an agent's record.
 */
const files = ['.conductor/settings.local.toml', '.conductor/settings.toml', 'conductor.json'];

const settingsSchema = z.object({
  scripts: z
    .object({ setup: z.string().exactOptional(), archive: z.string().exactOptional() })
    .exactOptional(),
});

/** Conductor: a setup and an archive script. */
export const conductor: SettingsSource = {
  tool: 'Conductor',
  origins: ['worktree'],
  find: async (context) => {
    const found: { file: string; setup: string | undefined; archive: string | undefined }[] = [];
    for (const file of files) {
      const text = await context.read(file);
      if (text === null) continue;
      const parse = file.endsWith('.toml') ? parseToml : JSON.parse;
      const { scripts } = parseSettingsFile(text, file, parse, settingsSchema);
      found.push({ file, setup: scripts?.setup, archive: scripts?.archive });
    }
    return found.length === 0 ? null : merged(found, context);
  },
  variables: ({ root, checkout, name, defaultBranch, firstPort }) => ({
    CONDUCTOR_ROOT_PATH: root,
    CONDUCTOR_WORKSPACE_PATH: checkout,
    CONDUCTOR_WORKSPACE_NAME: name,
    ...(defaultBranch !== null && { CONDUCTOR_DEFAULT_BRANCH: defaultBranch }),
    ...(firstPort !== null && { CONDUCTOR_PORT: String(firstPort) }),
  }),
};

function merged(
  layers: readonly { file: string; setup: string | undefined; archive: string | undefined }[],
  { shell, directory }: SourceContext,
): FoundSettings {
  const setup = layers.find((layer) => layer.setup !== undefined)?.setup;
  const archive = layers.find((layer) => layer.archive !== undefined)?.archive;
  const steps = (script: string | undefined) =>
    shellSteps(script === undefined ? [] : [script], shell, directory);
  return {
    files: layers.map((layer) => layer.file),
    setup: steps(setup),
    teardown: steps(archive),
    checkouts: ['worktree'],
    include: [],
  };
}
