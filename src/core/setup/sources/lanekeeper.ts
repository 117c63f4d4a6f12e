import path from 'node:path';
import { z } from 'zod';
import { parseSettingsFile } from '../parse-settings.ts';
import type { FoundSettings, SettingsSource, SourceContext } from '../settings-source.ts';
import { nameOf, type SetupStep, shellCommand } from '../step.ts';

const file = '.lanekeeper/config.json';

const commandSchema = z.union([
  z.string().min(1),
  z.array(z.string()).min(1, 'needs at least the program to run'),
]);

const stepSchema = z.union([
  commandSchema,
  z.strictObject({
    name: z.string().min(1).max(80).exactOptional(),
    run: commandSchema,
    /** Below the folder of the settings. */
    directory: z
      .string()
      .refine((value) => !path.isAbsolute(value) && !value.split(/[\\/]/).includes('..'), {
        message: 'must be a relative path inside the project',
      })
      .exactOptional(),
    timeoutSeconds: z.number().positive().max(86_400).exactOptional(),
  }),
]);

const settingsSchema = z.strictObject({
  $schema: z.string().exactOptional(),
  setup: z.array(stepSchema).default([]),
  teardown: z.array(stepSchema).default([]),
  /** Which agents run them: by default those with a worktree that was made for them. */
  checkouts: z.array(z.enum(['worktree', 'adopted', 'shared'])).default(['worktree']),
});

type WrittenStep = z.infer<typeof stepSchema>;

/** Lanekeeper's own settings of a project. */
export const lanekeeper: SettingsSource = {
  tool: 'Lanekeeper',
  origins: ['worktree', 'adopted', 'shared'],
  find: async (context): Promise<FoundSettings | null> => {
    const text = await context.read(file);
    if (text === null) return null;
    const settings = parseSettingsFile(text, file, JSON.parse, settingsSchema);
    const steps = (written: readonly WrittenStep[]) => written.map((each) => toStep(each, context));
    return {
      files: [file],
      setup: steps(settings.setup),
      teardown: steps(settings.teardown),
      checkouts: settings.checkouts,
      include: [],
    };
  },
  variables: () => ({}),
};

function toStep(written: WrittenStep, { directory, platform }: SourceContext): SetupStep {
  const step = typeof written === 'string' || Array.isArray(written) ? { run: written } : written;
  const { run, name, directory: below = '.', timeoutSeconds = null } = step;
  const isLine = typeof run === 'string';
  return {
    name: name ?? nameOf(isLine ? run : run.join(' ')),
    command: isLine ? shellCommand(run, platform === 'win32' ? 'cmd' : 'sh') : [...run],
    directory: path.posix.join(directory, below.replaceAll('\\', '/')),
    timeoutSeconds,
  };
}
