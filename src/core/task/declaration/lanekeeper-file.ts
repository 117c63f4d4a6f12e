import { z } from 'zod';
import { LanekeeperError } from '../../error.ts';
import { resourceClasses } from '../../resource/resource-class.ts';
import { shellCommand } from '../../setup/step.ts';
import { fromRoot, globFromRoot, isGits, staysInside } from './checkout-path.ts';
import { defaultPriority, type TaskDeclaration } from './declaration.ts';
import { parseMemorySize } from './memory-size.ts';
import { taskFileName } from './task-file-name.ts';

const shell = process.platform === 'win32' ? 'cmd' : 'sh';

const inside = z.string().refine(staysInside, {
  message: 'must be a relative path that stays inside the project',
});

const glob = z
  .string()
  .refine((value) => staysInside(value.startsWith('!') ? value.slice(1) : value), {
    message: 'must be a relative path or glob that stays inside the project',
  });

const outputGlob = glob
  .refine((value) => !value.startsWith('!'), {
    message: 'must not begin with "!": say what the task makes',
  })
  .refine((value) => !isGits(value), {
    message: 'must not lie in .git, where git keeps what was committed',
  });

const size = z.union([
  z.number().int().positive(),
  z.string().refine((value) => (parseMemorySize(value) ?? 0) > 0, {
    message: 'must be a size such as "512M" or "2G"',
  }),
]);

const needsSchema = z.strictObject({
  memory: size.optional().describe('Memory at the peak: bytes, or "512M", "2G".'),
  cores: z.number().positive().max(4096).default(1).describe('Processors that it keeps busy.'),
  capabilities: z
    .array(z.string().min(1))
    .default([])
    .describe('What the agent that runs it must be able to do.'),
  gpu: z.boolean().default(false).describe('Whether it needs a GPU to itself.'),
});

const taskSchema = z.strictObject({
  command: z
    .union([
      z.string().min(1, 'must not be empty'),
      z.array(z.string()).min(1, 'must name a program'),
    ])
    .optional()
    .describe(
      'A line for the shell, or a program with its parameters. None: it only groups others.',
    ),
  directory: inside.optional().describe('Where it runs and what its globs are relative to.'),
  dependsOn: z.array(z.string().min(1)).default([]).describe('Tasks that must be done before.'),
  inputs: z
    .array(glob)
    .optional()
    .describe(
      'Globs of the files that decide what comes out; "!" excludes. Absent: it runs each time.',
    ),
  outputs: z
    .array(outputGlob)
    .optional()
    .describe('Globs of the files that it makes. Empty: it makes none. Absent: they are not kept.'),
  class: z.enum(resourceClasses).optional().describe('What it mostly uses.'),
  needs: needsSchema.prefault({}).describe('What it must have before it starts.'),
  priority: z
    .number()
    .int()
    .min(0)
    .max(100)
    .default(defaultPriority)
    .describe('Higher goes first among those that could start.'),
  env: z.record(z.string().regex(/^[A-Za-z_]\w*$/), z.string()).default({}),
  dependsOnEnv: z
    .array(z.string().regex(/^[A-Za-z_]\w*$/))
    .default([])
    .describe('Variables whose values change what comes out.'),
  cache: z.boolean().default(true).describe('Whether a kept result may stand for a run.'),
  timeoutSeconds: z.number().positive().max(604_800).optional(),
  retries: z.number().int().min(0).max(10).default(0),
});

/** What `lanekeeper.json` may say; the JSON schema for editors is made from it. */
export const taskFileSchema = z.strictObject({
  $schema: z.string().optional(),
  discover: z
    .boolean()
    .default(true)
    .describe('Whether tasks of Cargo, package.json, turbo.json and pyproject.toml are found too.'),
  tasks: z
    .record(
      z.string().regex(/^[^\s!#][^\s!#]*(?:#[^\s!#]+)?$/, {
        message: 'must be a name without blanks, "name" or "folder#name"',
      }),
      taskSchema,
    )
    .default({}),
});

export interface TaskFile {
  readonly discover: boolean;
  readonly declarations: readonly TaskDeclaration[];
}

/**
 * Reads the text of a `lanekeeper.json`.
 *
 * @throws LanekeeperError task-declaration-invalid, naming all that is wrong
 */
export function parseTaskFile(text: string, file: string): TaskFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw invalid(file, cause instanceof Error ? cause.message : String(cause), cause);
  }
  const result = taskFileSchema.safeParse(value);
  if (!result.success) {
    const faults = result.error.issues.map((issue) =>
      [issue.path.join('.'), issue.message].filter((part) => part !== '').join(': '),
    );
    throw invalid(file, faults.join('; '), result.error);
  }
  const { discover, tasks } = result.data;
  return {
    discover,
    declarations: Object.entries(tasks).map(([name, task]) => toDeclaration(name, task)),
  };
}

function toDeclaration(name: string, task: z.infer<typeof taskSchema>): TaskDeclaration {
  const directory = fromRoot('', task.directory ?? '');
  const globs = (written: readonly string[] | undefined) =>
    written?.map((each) => globFromRoot(directory, each)) ?? null;
  const { command, needs } = task;
  return {
    name,
    command: typeof command === 'string' ? shellCommand(command, shell) : (command ?? []),
    directory,
    dependsOn: task.dependsOn,
    inputs: globs(task.inputs),
    outputs: command === undefined ? [] : globs(task.outputs),
    class: task.class ?? null,
    needs: {
      memoryBytes:
        typeof needs.memory === 'string' ? parseMemorySize(needs.memory) : (needs.memory ?? null),
      cores: needs.cores,
      capabilities: needs.capabilities,
      gpu: needs.gpu,
    },
    priority: task.priority,
    env: task.env,
    dependsOnEnv: task.dependsOnEnv,
    cache: task.cache,
    timeoutSeconds: task.timeoutSeconds ?? null,
    retries: task.retries,
    source: { kind: 'lanekeeper', file: taskFileName },
  };
}

function invalid(file: string, said: string, cause: unknown): LanekeeperError {
  return new LanekeeperError(
    'task-declaration-invalid',
    `The tasks in ${file} cannot be read: ${said}.`,
    `Correct ${file}; in VS Code it is completed and checked as you type.`,
    { cause },
  );
}
