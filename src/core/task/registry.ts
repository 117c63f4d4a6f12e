import { z } from 'zod';
import { parseDocument } from '../store/document.ts';
import type { Store, Transaction } from '../store/store.ts';
import { type Task, taskSchema } from './task.ts';

const taskRow = z.object({ id: z.number(), document: z.string() });
const countRow = z.object({ count: z.number() });
const documentSchema = taskSchema.omit({ id: true });

/** Finished tasks kept for each agent. */
const tasksKept = 200;

function parseTask(row: unknown): Task {
  const { id, document } = taskRow.parse(row);
  return { id, ...parseDocument(documentSchema, document, `task ${String(id)}`) };
}

/** Tasks of one agent or of all, oldest first. */
export function listTasks(store: Pick<Store, 'all'>, agent?: string): Task[] {
  const rows =
    agent === undefined
      ? store.all('SELECT id, document FROM tasks ORDER BY id')
      : store.all('SELECT id, document FROM tasks WHERE agent = ? ORDER BY id', agent);
  return rows.map(parseTask);
}

/** Tasks of all agents that have not ended, oldest first. */
export function listUnfinishedTasks(store: Pick<Store, 'all'>): Task[] {
  return store
    .all("SELECT id, document FROM tasks WHERE document ->> '$.endedAt' IS NULL ORDER BY id")
    .map(parseTask);
}

/**
 * Tasks that ran, or waited for a place, and had not ended at an instant (ISO 8601 UTC): so many of them, those that go
 * on before those that have ended, the latest first.
 */
export function listTasksSince(store: Pick<Store, 'all'>, since: string, limit: number): Task[] {
  return store
    .all(
      `SELECT id, document FROM tasks
       WHERE coalesce(document ->> '$.endedAt', ?1) >= ?1
         AND coalesce(document ->> '$.startedAt', document ->> '$.wait') IS NOT NULL
       ORDER BY document ->> '$.endedAt' IS NULL DESC, id DESC LIMIT ?2`,
      since,
      limit,
    )
    .map(parseTask);
}

export function insertTask(transaction: Transaction, task: Omit<Task, 'id'>): Task {
  const id = Number(
    transaction.run(
      'INSERT INTO tasks (agent, document) VALUES (?, ?)',
      task.agent,
      JSON.stringify({ ...task, id: undefined }),
    ),
  );
  trim(transaction, task.agent);
  const inserted = { ...task, id };
  transaction.emit({ type: 'task-changed', agent: task.agent, task: inserted });
  return inserted;
}

/** Applies `change` to the task as it stands; null when it is gone. */
export function updateTask(
  transaction: Transaction,
  id: number,
  change: Partial<Omit<Task, 'id' | 'agent'>>,
): Task | null {
  const row = transaction.get('SELECT id, document FROM tasks WHERE id = ?', id);
  if (row === undefined) return null;
  const updated = { ...parseTask(row), ...change };
  transaction.run(
    'UPDATE tasks SET document = ? WHERE id = ?',
    JSON.stringify({ ...updated, id: undefined }),
    id,
  );
  transaction.emit({ type: 'task-changed', agent: updated.agent, task: updated });
  return updated;
}

function trim(transaction: Transaction, agent: string): void {
  const { count } = countRow.parse(
    transaction.get('SELECT count(*) AS count FROM tasks WHERE agent = ?', agent),
  );
  if (count <= tasksKept) return;
  for (const task of listTasks(transaction, agent).slice(0, count - tasksKept)) {
    if (task.endedAt !== null) transaction.run('DELETE FROM tasks WHERE id = ?', task.id);
  }
}
