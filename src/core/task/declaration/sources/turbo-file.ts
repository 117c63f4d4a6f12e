import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse, type ParseError, printParseErrorCode } from 'jsonc-parser';
import { z } from 'zod';
import { errorCode } from '../../../process/error-code.ts';
import { fromRoot } from '../checkout-path.ts';
import { firstLineOf } from '../first-line.ts';

const turboTaskSchema = z.object({
  dependsOn: z.array(z.string()).default([]),
  inputs: z.array(z.string()).optional(),
  outputs: z.array(z.string()).default([]),
  env: z.array(z.string()).default([]),
  cache: z.boolean().default(true),
  persistent: z.boolean().default(false),
  interactive: z.boolean().default(false),
});

export type TurboTask = z.infer<typeof turboTaskSchema>;

const tasksSchema = z.record(z.string(), turboTaskSchema);

const turboFileSchema = z
  .object({
    tasks: tasksSchema.optional(),
    /** The name that turbo 1 has for it. */
    pipeline: tasksSchema.optional(),
    globalDependencies: z.array(z.string()).default([]),
    globalEnv: z.array(z.string()).default([]),
  })
  .transform(({ tasks, pipeline, ...rest }) => ({ ...rest, tasks: tasks ?? pipeline ?? {} }));

/** What turbo.json says of tasks (https://turborepo.com/docs/reference/configuration). */
export type TurboFile = z.infer<typeof turboFileSchema> & { readonly file: string };

/** Null where there is none; a sentence where it cannot be read. It is JSON with comments. */
export async function readTurboFile(
  checkout: string,
  directory: string,
): Promise<TurboFile | string | null> {
  for (const name of ['turbo.json', 'turbo.jsonc']) {
    const file = fromRoot(directory, name);
    let text: string;
    try {
      text = await readFile(path.join(checkout, file), 'utf8');
    } catch (cause) {
      if (errorCode(cause) === 'ENOENT') continue;
      return unreadable(file, firstLineOf(cause));
    }
    const errors: ParseError[] = [];
    const value: unknown = parse(text, errors, { allowTrailingComma: true });
    const [error] = errors;
    if (error)
      return unreadable(file, `${printParseErrorCode(error.error)} at ${String(error.offset)}`);
    const result = turboFileSchema.safeParse(value);
    if (result.success) return { ...result.data, file };
    const [issue] = result.error.issues;
    return unreadable(file, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
  }
  return null;
}

function unreadable(file: string, said: string): string {
  return `${file} cannot be read, and so what it says of tasks is not known: ${said}`;
}
