import { hash as hashOf } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import type { Location } from '../../location.ts';
import { parseDocument } from '../../store/document.ts';
import type { Store, Transaction } from '../../store/store.ts';
import { BlobStore } from './blob-store.ts';
import { type Output, outputSchema } from './output.ts';

const resultSchema = z.object({
  outputs: z.array(outputSchema),
  /** What the command printed; null when that was nothing. */
  log: z.object({ hash: z.string(), bytes: z.number() }).nullable(),
  /** How long the command ran; ms. */
  milliseconds: z.number(),
});

/** What a task with some fingerprint makes. Only of commands that succeeded. */
export type Result = z.infer<typeof resultSchema>;

const resultRow = z.object({ document: z.string() });

/** More of a log is not kept with a result: its end is cut off; bytes. */
const logLimit = 1024 * 1024;

/**
 * Results by fingerprint, shared by all checkouts of this user. Contents are files (`BlobStore`); what belongs to a
 * result is a row that is written once all its contents are there, in the transaction that says that the task is done.
 */
export class ResultStore {
  readonly blobs: BlobStore;
  readonly #store: Pick<Store, 'get'>;

  constructor(store: Pick<Store, 'get'>, location: Location) {
    this.#store = store;
    this.blobs = new BlobStore(path.join(location.results, 'blobs'));
  }

  find(fingerprint: string): Result | null {
    const row = this.#store.get(
      'SELECT document FROM task_results WHERE fingerprint = ?',
      fingerprint,
    );
    if (row === undefined) return null;
    const { document } = resultRow.parse(row);
    return parseDocument(resultSchema, document, `result ${fingerprint}`);
  }

  /**
   * Keeps the contents of a result.
   *
   * @param root of the checkout, absolute
   * @param log what was printed
   */
  async keep(
    root: string,
    part: { outputs: readonly Output[]; log: Uint8Array; milliseconds: number },
  ): Promise<Result> {
    const { outputs, milliseconds } = part;
    for (const output of outputs) {
      if (output.kind !== 'file') continue;
      await this.blobs.keepFile(output.hash, path.join(root, output.path), output.bytes);
    }
    const log = part.log.subarray(0, logLimit);
    if (log.length === 0) return { outputs: [...outputs], log: null, milliseconds };
    const hash = hashOf('sha256', log);
    this.blobs.keepText(hash, log);
    return { outputs: [...outputs], log: { hash, bytes: log.length }, milliseconds };
  }
}

/** Makes a result whose contents are kept valid. */
export function recordResult(transaction: Transaction, fingerprint: string, result: Result): void {
  const sizes = result.outputs.map((output) => (output.kind === 'file' ? output.bytes : 0));
  transaction.run(
    'INSERT OR REPLACE INTO task_results (fingerprint, used, bytes, document) VALUES (?, ?, ?, ?)',
    fingerprint,
    Date.now(),
    sizes.reduce((sum, bytes) => sum + bytes, result.log?.bytes ?? 0),
    JSON.stringify(result),
  );
}

export function touchResult(transaction: Transaction, fingerprint: string): void {
  transaction.run(
    'UPDATE task_results SET used = ? WHERE fingerprint = ?',
    Date.now(),
    fingerprint,
  );
}
