import { hash as hashOf } from 'node:crypto';
import { lstatSync, readdirSync, rmSync, type Stats } from 'node:fs';
import path from 'node:path';
import type { Location } from '../../location.ts';
import { checkoutDirectory } from '../fingerprint/checkout-directory.ts';
import { isAsRecorded } from '../fingerprint/stamps.ts';
import { readSealed, writeSealed } from '../sealed-file.ts';

/** What a run with nothing to do tells. */
export interface FreshFinding {
  readonly total: number;
  /** JSON: the tasks as `task run --json` shows them. */
  readonly tasks: string;
}

/** A task that was done, with all that must still be so for it to be fresh. */
export interface HeldTask {
  readonly name: string;
  /** The attempt that its record is of. */
  readonly attempt: number;
  readonly fingerprint: string;
  /** Hash of the fingerprints of what it depends on. */
  readonly upstream: string;
  readonly milliseconds: number | null;
  readonly log: string | null;
  /** What the places were like that it rests on: see `recordOf`. */
  readonly places: readonly string[];
}

/** What the last run of some tasks left for the next one. */
export interface FreshNote {
  /** Names of the variables whose values count, and a hash of these: they may be secrets. */
  readonly variables: readonly string[];
  readonly values: string;
  /** Places that all of it rests on. */
  readonly common: readonly string[];
  readonly held: readonly HeldTask[];
  /** Null where something is to be done even if all of it holds. */
  readonly finding: FreshFinding | null;
}

/** A note as it is read: what each task rests on is worked out only where it matters. */
interface LoadedNote extends Omit<FreshNote, 'held'> {
  /** All places of the note, each once. */
  readonly places: readonly string[];
  /** By name; numbers of places after the fields. */
  readonly rows: readonly string[];
}

/** A note, and whether each of its places is as it was. */
export interface LookedNote {
  readonly note: LoadedNote;
  readonly isSame: readonly boolean[];
}

type Place = Pick<Location, 'tasks'>;

const version = '2';
const prefix = 'fresh-';

/** Beyond it only all places together are noted, so that many tasks with many inputs make no huge file. */
const mostReferences = 250_000;

/**
 * Notes what the next run of these tasks can tell by a look at places: where all hold, it need not even read what the
 * tasks are. Returns which file the note is in.
 *
 * @param checkout absolute and without links
 */
export function writeNote(
  location: Place,
  checkout: string,
  names: readonly string[],
  { variables, values, common, held, finding }: FreshNote,
): string | null {
  const numbers = new Map<string, number>();
  const numberOf = (place: string): number => {
    const number = numbers.get(place) ?? numbers.size;
    numbers.set(place, number);
    return number;
  };
  for (const place of [...common, ...held.flatMap(({ places }) => places)]) numberOf(place);
  const references = held.reduce((sum, { places }) => sum + places.length, 0);
  const rows = held.map(({ name, attempt, fingerprint, upstream, milliseconds, log, places }) =>
    [
      name,
      attempt,
      fingerprint,
      upstream,
      milliseconds ?? '',
      log ?? '',
      places.map(numberOf),
    ].join('\t'),
  );
  const text = [
    variables.join(' '),
    values,
    finding?.total ?? '',
    finding?.tasks ?? '',
    common.length,
    numbers.size,
    ...numbers.keys(),
    ...(references > mostReferences ? [] : rows),
  ].join('\0');
  const stats = writeSealed({ file: noteFile(location, checkout, names), version }, text);
  return stats && identityOf(stats);
}

/** Looks at all places of the note on these tasks; null where there is none that counts. */
export function lookAtNote(
  location: Place,
  checkout: string,
  names: readonly string[],
  environment: NodeJS.ProcessEnv,
): LookedNote | null {
  const note = load(noteFile(location, checkout, names));
  if (note?.values !== valuesOf(note?.variables ?? [], environment)) return null;
  return { note, isSame: note.places.map((place) => isAsRecorded(checkout, place)) };
}

/** What the note tells of a run if all is still as it says; null where it must be found out. */
export function findingOf({ note, isSame }: LookedNote): FreshFinding | null {
  return isSame.every(Boolean) ? note.finding : null;
}

/** The tasks of the note that rest on nothing which has changed, by name. */
export function heldOf({ note, isSame }: LookedNote): ReadonlyMap<string, HeldTask> {
  const held = new Map<string, HeldTask>();
  if (!note.common.every((_, at) => isSame[at])) return held;
  for (const row of note.rows) {
    const [name = '', attempt, fingerprint = '', upstream = '', milliseconds, log, list] =
      row.split('\t');
    const numbers = list === undefined || list === '' ? [] : list.split(',').map(Number);
    if (!numbers.every((number) => isSame[number])) continue;
    held.set(name, {
      ...{ name, attempt: Number(attempt), fingerprint, upstream },
      milliseconds: milliseconds ? Number(milliseconds) : null,
      log: log ? log : null,
      places: numbers.map((number) => note.places[number] ?? ''),
    });
  }
  return held;
}

/** Whether all that a note tells of is as it was. */
export function stillHolds(
  { variables, values, common, held }: FreshNote,
  checkout: string,
  environment: NodeJS.ProcessEnv,
): boolean {
  if (values !== valuesOf(variables, environment)) return false;
  const places = new Set([...common, ...held.flatMap((task) => task.places)]);
  return [...places].every((place) => isAsRecorded(checkout, place));
}

/** Which file the note on these tasks is in at this moment: another with every note. Null where there is none. */
export function notedIn(
  location: Place,
  checkout: string,
  names: readonly string[],
): string | null {
  const stats = lstatSync(noteFile(location, checkout, names), { throwIfNoEntry: false });
  return stats ? identityOf(stats) : null;
}

/** Takes all notes on a checkout back: something is about to be done there. */
export function forgetFresh(location: Place, checkout: string): void {
  const directory = checkoutDirectory(location, checkout);
  let names: string[];
  try {
    names = readdirSync(directory);
  } catch {
    // Nothing was ever noted.
    return;
  }
  for (const name of names) {
    if (name.startsWith(prefix)) rmSync(path.join(directory, name), { force: true });
  }
}

/** A hash: values may be secrets. */
export function valuesOf(variables: readonly string[], environment: NodeJS.ProcessEnv): string {
  return hashOf('sha256', JSON.stringify(variables.map((name) => environment[name] ?? null)));
}

function load(file: string): LoadedNote | null {
  const body = readSealed({ file, version });
  if (body === null) return null;
  const [list = '', values = '', total = '', tasks = '', common, count, ...rest] = body.split('\0');
  const places = rest.slice(0, Number(count));
  return {
    variables: list === '' ? [] : list.split(' '),
    values,
    places,
    common: places.slice(0, Number(common)),
    rows: rest.slice(Number(count)),
    finding: total === '' ? null : { total: Number(total), tasks },
  };
}

function identityOf({ dev, ino, mtimeMs, size }: Stats): string {
  return [dev, ino, mtimeMs, size].join(' ');
}

function noteFile(location: Place, checkout: string, names: readonly string[]): string {
  const key = hashOf('sha256', JSON.stringify([...names].sort())).slice(0, 16);
  return path.join(checkoutDirectory(location, checkout), `${prefix}${key}`);
}
