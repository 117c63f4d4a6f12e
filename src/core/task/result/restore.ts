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
 * missing or torn; nothing was changed then.
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
  try {
    for (const output of outputs) {
      requireSafePath(root, output.path, safe);
      if (await isIntact(index, [output])) continue;
      const place = path.join(root, output.path);
      const part = `${place}${stagedSuffix}`;
      mkdirSync(path.dirname(place), { recursive: true });
      rmSync(part, { force: true });
      staged.push({ part, place });
      if (output.kind === 'link') symlinkSync(output.target, part);
      else if (!(await blobs.place(output.hash, part, output))) return false;
    }
    const expected = new Set(outputs.map((output) => output.path));
    removeOthers(root, task.outputs ?? [], expected);
    for (const { part, place } of staged) takePlace(part, place);
    return true;
  } finally {
    for (const { part } of staged) rmSync(part, { force: true });
  }
}

function removeOthers(root: string, globs: readonly string[], expected: ReadonlySet<string>): void {
  for (const { path: file } of new CheckoutFiles(root, 'outputs').match(globs)) {
    if (!expected.has(file)) rmSync(path.join(root, file), { force: true });
  }
}

/** A folder that has the name gives way only if nothing is left in it: rmdir(2) refuses any other. */
function takePlace(part: string, place: string): void {
  if (lstatSync(place, { throwIfNoEntry: false })?.isDirectory()) rmdirSync(place);
  renameSync(part, place);
}
