import type { z } from 'zod';
import { LanekeeperError } from '../error.ts';

/**
 * Reads a row's JSON document. One that does not fit was damaged, since a database of a later version is refused as a
 * whole.
 *
 * @param what names the row for the user
 * @throws LanekeeperError database-corrupt
 */
export function parseDocument<T>(schema: z.ZodType<T>, document: string, what: string): T {
  try {
    return schema.parse(JSON.parse(document));
  } catch (cause) {
    throw new LanekeeperError(
      'database-corrupt',
      `The entry of ${what} in the database is damaged.`,
      'Move lanekeeper.db in the state directory aside and start again: the directories of agents are not touched by that. Nothing was changed.',
      { cause },
    );
  }
}
