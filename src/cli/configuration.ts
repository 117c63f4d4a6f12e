import { existsSync, readFileSync } from 'node:fs';
import { LanekeeperError } from '../core/error.ts';
import { locate } from '../core/location.ts';

/** The settings of the command line as they are written; undefined where there are none. */
export function readConfiguration(): unknown {
  const file = locate(process.env).configuration;
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new LanekeeperError(
      'configuration-invalid',
      `${file} cannot be read as JSON (${cause instanceof Error ? cause.message : String(cause)}).`,
      `Correct ${file}, or remove it to go back to the defaults.`,
      { cause },
    );
  }
}
