import { lstatSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { LanekeeperError } from '../../error.ts';
import type { TaskDeclaration } from '../declaration/declaration.ts';
import { CheckoutFiles } from '../fingerprint/checkout-files.ts';
import type { FileIndex } from '../fingerprint/file-index.ts';
import { parseGlob } from '../fingerprint/glob.ts';
import type { Output } from './output.ts';
import { refused, requireSafePath, staysInCheckout } from './safe-path.ts';

/**
 * What a task has made, sorted by path.
 *
 * @throws LanekeeperError task-output-missing where a glob of `lanekeeper.json` matches nothing, task-output-refused
 */
export async function collectOutputs(
  index: FileIndex,
  task: Pick<TaskDeclaration, 'name' | 'outputs' | 'source'>,
): Promise<Output[]> {
  const globs = task.outputs ?? [];
  const files = new CheckoutFiles(index.root, 'outputs');
  const safe = new Set<string>();
  for (const glob of globs) {
    if (glob.startsWith('!')) continue;
    const { base, matches } = parseGlob(glob);
    if (base !== '') requireSafePath(index.root, matches === null ? base : `${base}/*`, safe);
    // Tools that declare for many packages at once name what only some of them make.
    if (task.source.kind !== 'lanekeeper') continue;
    if (files.match([glob]).length === 0) throw missing(task.name, glob);
  }
  const outputs: Output[] = [];
  for (const { path: file } of files.match(globs)) {
    const output = await describe(index, file);
    if (output) outputs.push(output);
  }
  return outputs;
}

async function describe(index: FileIndex, file: string): Promise<Output | null> {
  const found = index.hash(file);
  const content = found instanceof Promise ? await found : found;
  const absolute = path.join(index.root, file);
  const stats = lstatSync(absolute, { throwIfNoEntry: false });
  if (!stats || !content) return null;
  if (!stats.isSymbolicLink()) {
    const mode = stats.mode & 0o777;
    return { kind: 'file', path: file, hash: content.hash, mode, bytes: stats.size };
  }
  const target = readlinkSync(absolute);
  if (!staysInCheckout(file, target)) {
    throw refused(file, `is a symbolic link to ${target}, which lies outside of the checkout`);
  }
  return { kind: 'link', path: file, hash: content.hash, target };
}

function missing(task: string, glob: string): LanekeeperError {
  return new LanekeeperError(
    'task-output-missing',
    `The task "${task}" succeeded and did not make its output ${glob}.`,
    'Correct its "outputs", or its command.',
  );
}
