import { lstatSync, mkdirSync, renameSync, rmdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import type { TaskDeclaration } from '../declaration/declaration.ts';
import { CheckoutFiles, stagedSuffix } from '../fingerprint/checkout-files.ts';
import type { FileIndex } from '../fingerprint/file-index.ts';
import type { BlobStore } from './blob-store.ts';
import type { Output } from './output.ts';
import { requireSafePath } from './safe-path.ts';

/** Whether each output is in the checkout just as it was made. */
export async function isIntact(index: FileIndex, outputs: readonly Output[]): Promise<boolean> {
  for (const output of outputs) {
    const found = index.hash(output.path);
    const content = found instanceof Promise ? await found : found;
    if (content?.hash !== output.hash) return false;
  }
  return true;
}

/**
 * Puts the outputs of a result into the checkout: all are staged beside their places and checked before the first takes
 * its name. What else matches the task's outputs is removed, since it is of another result. False if a content is
 * missing or torn, or something in the way is of no result, and so may be a person's work; nothing was changed then.
 *
 * @throws LanekeeperError task-output-refused
 */
export async function restoreOutputs(
  index: FileIndex,
  blobs: BlobStore,
  task: Pick<TaskDeclaration, 'outputs'>,
  outputs: readonly Output[],
): Promise<boolean> {
  const { root } = index;
  const staged: { readonly part: string; readonly place: string }[] = [];
  const safe = new Set<string>();
  const files = new CheckoutFiles(root, 'outputs');
  const expected = new Set(outputs.map((output) => output.path));
  const others = files
    .match(task.outputs ?? [])
    .map((file) => file.path)
    .filter((file) => !expected.has(file));
  const mayGo = async (file: string): Promise<boolean> =>
    (await isKept(index, blobs, file)) || files.isIgnored(file);
  for (const file of others) if (!(await mayGo(file))) return false;
  try {
    for (const output of outputs) {
      requireSafePath(root, output.path, safe);
      if (await isIntact(index, [output])) continue;
      if (!(await mayGo(output.path))) return false;
      const place = path.join(root, output.path);
      const part = `${place}${stagedSuffix}`;
      mkdirSync(path.dirname(place), { recursive: true });
      rmSync(part, { force: true });
      staged.push({ part, place });
      if (output.kind === 'link') symlinkSync(output.target, part);
      else if (!(await blobs.place(output.hash, part, output))) return false;
    }
    for (const file of others) rmSync(path.join(root, file), { force: true });
    for (const { part, place } of staged) takePlace(part, place);
    return true;
  } finally {
    for (const { part } of staged) rmSync(part, { force: true });
  }
}

/** Whether no content is lost with what has a name now: a kept result has it, or it is a link or nothing. */
async function isKept(index: FileIndex, blobs: BlobStore, file: string): Promise<boolean> {
  const stats = lstatSync(path.join(index.root, file), { throwIfNoEntry: false });
  if (!stats?.isFile()) return true;
  const found = index.hash(file);
  const content = found instanceof Promise ? await found : found;
  return content === null || blobs.has(content.hash);
}

/** A folder that has the name gives way only if nothing is left in it: rmdir(2) refuses any other. */
function takePlace(part: string, place: string): void {
  if (lstatSync(place, { throwIfNoEntry: false })?.isDirectory()) rmdirSync(place);
  renameSync(part, place);
}
