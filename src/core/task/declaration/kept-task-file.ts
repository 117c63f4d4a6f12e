import { hash as hashOf } from 'node:crypto';
import path from 'node:path';
import type { Location } from '../../location.ts';
import { checkoutDirectory } from '../fingerprint/checkout-directory.ts';
import { readSealed, type SealedFile, writeSealed } from '../sealed-file.ts';
import type { TaskFile } from './lanekeeper-file.ts';

/** Another one whenever a text may declare something else than before, or what is declared has another shape. */
const version = '2';

/**
 * What a `lanekeeper.json` of just this text was found to declare by an earlier process, which also found that its
 * tasks make a graph; null where that must be found out. To check a file takes many times as long as to read what came
 * of it.
 */
export function findKeptTaskFile(
  location: Pick<Location, 'tasks'>,
  checkout: string,
  text: string,
): TaskFile | null {
  const kept = readSealed(placeOf(location, checkout)) ?? '';
  const head = headOf(text);
  if (!kept.startsWith(head)) return null;
  const value: unknown = JSON.parse(kept.slice(head.length));
  return isOurs(value) ? value : null;
}

/** Keeps what a text declares, of which one knows that it makes a graph. */
export function keepTaskFile(
  location: Pick<Location, 'tasks'>,
  checkout: string,
  text: string,
  declared: TaskFile,
): void {
  writeSealed(placeOf(location, checkout), `${headOf(text)}${JSON.stringify(declared)}`);
}

/** What stands before what a text declares, and tells which text that is. */
function headOf(text: string): string {
  return `${hashOf('sha256', text)} `;
}

/**
 * Looked at no closer: what bears the seal is what `keepTaskFile` wrote, and a check of all costs what is to be saved.
 */
function isOurs(value: unknown): value is TaskFile {
  return (
    typeof value === 'object' && value !== null && 'discover' in value && 'declarations' in value
  );
}

function placeOf(location: Pick<Location, 'tasks'>, checkout: string): SealedFile {
  return { file: path.join(checkoutDirectory(location, checkout), 'declared'), version };
}
