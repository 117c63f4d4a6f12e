import { z } from 'zod';
import { LanekeeperError } from '../error.ts';

/** One line or several, as programs accept them. */
export const linesSchema = z.union([z.string().transform((line) => [line]), z.array(z.string())]);

/**
 * Checks what a settings file says.
 *
 * @throws LanekeeperError configuration-invalid, naming the file and all that is wrong in it
 */
export function parseSettingsFile<T>(
  text: string,
  file: string,
  parse: (text: string) => unknown,
  schema: z.ZodType<T>,
): T {
  let value: unknown;
  try {
    value = parse(text);
  } catch (cause) {
    const said = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    throw invalid(file, said, cause);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) =>
    [issue.path.join('.'), issue.message].filter((part) => part !== '').join(': '),
  );
  throw invalid(file, faults.join('; '), result.error);
}

function invalid(file: string, said: string, cause: unknown): LanekeeperError {
  return new LanekeeperError(
    'configuration-invalid',
    `The setup steps in ${file} cannot be read: ${said}.`,
    `Correct ${file}, or spawn without its steps: lanekeeper spawn --no-setup.`,
    { cause },
  );
}
