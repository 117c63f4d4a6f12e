import { hash as hashOf } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { Location } from '../../location.ts';
import { checkoutDirectory } from '../fingerprint/checkout-directory.ts';
import { type Demand, settledStampOf, stampOf } from '../fingerprint/stamps.ts';

/** What a run found that had nothing to do. */
export interface FreshFinding {
  readonly total: number;
  /** JSON: the tasks as `task run --json` shows them. */
  readonly tasks: string;
}

/** A finding with all that must still be so for it to hold. */
export interface FreshNote extends FreshFinding {
  /** Names of the variables whose values count, and a hash of these: they may be secrets. */
  readonly variables: readonly string[];
  readonly values: string;
  /** What each place was like, as a line. */
  readonly records: readonly string[];
}

/** All that such a run looked at, with what must not have changed of it. Paths relative to the checkout's root. */
export interface FreshWitness {
  readonly places: ReadonlyMap<string, Demand>;
  /** Names of the variables whose values count. */
  readonly variables: readonly string[];
}

type Place = Pick<Location, 'tasks'>;

const version = '1';
const prefix = 'fresh-';

/**
 * Notes that nothing is to be done for these tasks as long as each place stays as it is: the next run need not even read
 * what the tasks are. Nothing is noted if a place may have changed since `start` (ms since the epoch). Returns the note, and
 * which file it is in.
 *
 * @param checkout absolute and without links
 */
export function noteFresh(
  location: Place,
  checkout: string,
  names: readonly string[],
  part: {
    readonly finding: FreshFinding;
    readonly witness: FreshWitness;
    readonly environment: NodeJS.ProcessEnv;
    readonly start: number;
  },
): { readonly note: FreshNote; readonly file: string } | null {
  const { finding, witness, environment, start } = part;
  const records: string[] = [];
  for (const [file, demand] of witness.places) {
    const stamp = settledStampOf(checkout, file, demand, start);
    if (stamp === null) return null;
    records.push(`${demand === 'unchanged' ? '=' : '~'}${stamp}\t${file}`);
  }
  const { variables } = witness;
  const values = valuesOf(variables, environment);
  const head = [variables.join(' '), values, String(finding.total), finding.tasks];
  const text = [...head, ...records].join('\0');
  const file = noteFile(location, checkout, names);
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const staged = `${file}.${String(process.pid)}`;
  writeFileSync(staged, `${version} ${hashOf('sha256', text)}\0${text}`, { mode: 0o600 });
  const identity = identityOf(staged);
  renameSync(staged, file);
  if (identity === null) return null;
  return { note: { ...finding, variables, values, records }, file: identity };
}

/** The note on these tasks if all is still as it says; null where it must be found out. */
export function readFresh(
  location: Place,
  root: string,
  names: readonly string[],
  environment: NodeJS.ProcessEnv,
): FreshNote | null {
  const checkout = realpathSync(root);
  const note = load(noteFile(location, checkout, names));
  return note && stillHolds(note, checkout, environment) ? note : null;
}

/** Whether all that a note tells of is as it was. */
export function stillHolds(
  { variables, values, records }: FreshNote,
  checkout: string,
  environment: NodeJS.ProcessEnv,
): boolean {
  if (values !== valuesOf(variables, environment)) return false;
  return records.every((record) => {
    const tab = record.indexOf('\t');
    const demand = record.startsWith('=') ? 'unchanged' : 'same-folder';
    return stampOf(checkout, record.slice(tab + 1), demand) === record.slice(1, tab);
  });
}

/** Which file the note on these tasks is in at this moment: another with every note. Null where there is none. */
export function notedIn(
  location: Place,
  checkout: string,
  names: readonly string[],
): string | null {
  return identityOf(noteFile(location, checkout, names));
}

function load(file: string): FreshNote | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // None yet, or not ours to read.
    return null;
  }
  const end = text.indexOf('\0');
  const body = text.slice(end + 1);
  if (end < 0 || text.slice(0, end) !== `${version} ${hashOf('sha256', body)}`) return null;
  const [list = '', values = '', total = '', tasks = '', ...records] = body.split('\0');
  const variables = list === '' ? [] : list.split(' ');
  return { total: Number(total), tasks, variables, values, records };
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

/** A rename changes none of this. */
function identityOf(file: string): string | null {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  return stats ? [stats.dev, stats.ino, stats.mtimeMs, stats.size].join(' ') : null;
}

function noteFile(location: Place, checkout: string, names: readonly string[]): string {
  const key = hashOf('sha256', JSON.stringify([...names].sort())).slice(0, 16);
  return path.join(checkoutDirectory(location, checkout), `${prefix}${key}`);
}

/** A hash: values may be secrets. */
function valuesOf(variables: readonly string[], environment: NodeJS.ProcessEnv): string {
  return hashOf('sha256', JSON.stringify(variables.map((name) => environment[name] ?? null)));
}
