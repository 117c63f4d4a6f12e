import { z } from 'zod';
import type { Store } from '../../store/store.ts';

const runRow = z.object({ id: z.number() });

/**
 * Asks every run of a checkout that is under way to stop a task, or all of them where none is named. They do so within
 * a moment, and stop what depends on it. Returns how many runs were asked.
 */
export function cancelTask(store: Store, checkout: string, name: string | null): Promise<number> {
  return store.write((transaction) => {
    const runs = transaction.all(
      'SELECT id FROM task_runs WHERE checkout = ? AND live = 1',
      checkout,
    );
    for (const each of runs) {
      transaction.run(
        'INSERT OR IGNORE INTO task_cancellations (run, name) VALUES (?, ?)',
        runRow.parse(each).id,
        name ?? '',
      );
    }
    return runs.length;
  });
}
