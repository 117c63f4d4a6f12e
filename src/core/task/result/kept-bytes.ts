import { z } from 'zod';
import type { Store } from '../../store/store.ts';

const sumRow = z.object({ bytes: z.number().nullable() });

/** What kept results take together; bytes. */
export function keptBytes(store: Store): number {
  return sumRow.parse(store.get('SELECT sum(bytes) AS bytes FROM task_results')).bytes ?? 0;
}
