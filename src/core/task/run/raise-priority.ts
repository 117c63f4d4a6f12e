import { z } from 'zod';
import type { Store } from '../../store/store.ts';

const runRow = z.object({ id: z.number() });

/**
 * Asks every run of a checkout that is under way to do a task, and all that it waits for, as if its priority (0–100)
 * were at least this. They do so within a moment. Returns how many runs were asked.
 */
export function raisePriority(
  store: Store,
  checkout: string,
  name: string,
  priority: number,
): Promise<number> {
  return store.write((transaction) => {
    const runs = transaction
      .all('SELECT id FROM task_runs WHERE checkout = ? AND live = 1', checkout)
      .map((row) => runRow.parse(row).id);
    for (const run of runs) {
      transaction.run(
        `INSERT INTO task_priorities (run, name, priority) VALUES (?, ?, ?)
         ON CONFLICT (run, name) DO UPDATE SET priority = max(priority, excluded.priority)`,
        run,
        name,
        priority,
      );
    }
    if (runs.length > 0) transaction.emit({ type: 'graph-task-raised', checkout, name, priority });
    return runs.length;
  });
}

const priorityRow = z.object({ name: z.string(), priority: z.number() });

/** The tasks of a run that were raised, with their priority. */
export function readPriorities(store: Pick<Store, 'all'>, run: number): Map<string, number> {
  return new Map(
    store
      .all('SELECT name, priority FROM task_priorities WHERE run = ?', run)
      .map((row) => priorityRow.parse(row))
      .map(({ name, priority }) => [name, priority]),
  );
}
