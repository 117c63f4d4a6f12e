import assert from 'node:assert/strict';
import { platformName } from '../../../../src/core/namespace/platform.ts';
import { CheckoutFiles } from '../../../../src/core/task/fingerprint/checkout-files.ts';
import type { TaskGraph } from '../../../../src/core/task/graph/graph.ts';
import { prepare, upstreamFingerprint } from '../../../../src/core/task/run/examine.ts';
import type { TaskRecord } from '../../../../src/core/task/run/record.ts';
import type { TaskContext } from '../../../../src/core/task/run/request.ts';

/** Records all tasks of a graph as done, as if each had been run and had made nothing: thousands of commands take minutes. */
export async function recordAsDone(
  { store, indexes }: TaskContext,
  checkout: string,
  { order, tasks }: TaskGraph,
): Promise<void> {
  const parts = {
    files: new CheckoutFiles(checkout, 'inputs'),
    index: indexes.open(checkout),
    environment: {},
    platform: platformName(),
    toolchain: null,
  };
  const fingerprints = new Map<string, string>();
  const records = new Map<string, TaskRecord>();
  for (const name of order) {
    const task = tasks.get(name);
    assert.ok(task);
    const upstream = [...new Set(task.dependsOn)].sort().map((each) => {
      return [each, fingerprints.get(each) ?? ''] as const;
    });
    const { fingerprint } = await prepare(parts, task, upstream, 0);
    fingerprints.set(name, upstreamFingerprint(fingerprint, 0));
    const made = { outputs: [], reason: null, exitCode: 0, milliseconds: 1, log: null };
    records.set(name, { attempt: 0, ending: 'done', fingerprint, ...made });
  }
  const state = JSON.stringify({ run: 0, status: 'done', how: 'ran', milliseconds: 1, log: null });
  await store.write((transaction) => {
    for (const [name, record] of records) {
      transaction.run(
        'INSERT INTO graph_tasks (checkout, name, attempt, revision, state, record) VALUES (?, ?, 0, 1, ?, ?)',
        checkout,
        name,
        state,
        JSON.stringify(record),
      );
    }
  });
  parts.index.save();
}
