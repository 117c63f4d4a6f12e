import { hash as hashOf } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { errorCode } from '../process/error-code.ts';

/** What one process noted for the next; nothing is lost without it. */
export interface SealedFile {
  readonly file: string;
  /** Of what is in it: what another version wrote is passed over. */
  readonly version: string;
}

/** The text that was written there last, as a whole; null where there is none, or it is torn or of another version. */
export function readSealed({ file, version }: SealedFile): string | null {
  let sealed: string;
  try {
    sealed = readFileSync(file, 'utf8');
  } catch {
    // None yet, or not ours to read.
    return null;
  }
  const end = sealed.indexOf('\0');
  const text = sealed.slice(end + 1);
  return end >= 0 && sealed.slice(0, end) === sealOf(version, text) ? text : null;
}

/**
 * Writes a text in place of what was there. Where it cannot be written, the next process only has more to find out.
 *
 * @returns what the written file is like, which a rename does not change; null where it could not be written
 */
export function writeSealed({ file, version }: SealedFile, text: string): Stats | null {
  const staged = `${file}.${String(process.pid)}`;
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(staged, `${sealOf(version, text)}\0${text}`, { mode: 0o600 });
    const stats = lstatSync(staged);
    // Taking the place of a file makes ext4 write it out at once (mount option auto_da_alloc, ext4(5)).
    rmSync(file, { force: true });
    renameSync(staged, file);
    return stats;
  } catch (fault) {
    // A full disk, or a directory that others own.
    if (errorCode(fault) === '') throw fault;
    if (existsSync(staged)) rmSync(staged, { force: true });
    return null;
  }
}

function sealOf(version: string, text: string): string {
  return `${version} ${hashOf('sha256', text)}`;
}
