import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { missingCrates } from './crates.ts';
import type { WantedCrates } from './wanted-crates.ts';

/** What a fetch left out, by the hash of the lockfile that it was for; the latest last. */
const noteSchema = z.array(z.object({ lockfile: z.string(), crates: z.array(z.string()) }));

/** Of so many lockfiles it is noted, so that the file stays small. */
const noted = 32;

/**
 * The crates that are to be fetched for a lockfile: what is missing, but for what an earlier fetch left out. A lockfile
 * names the crates of every platform, and a fetch for one of them leaves the others missing for good. Null where the
 * lockfile cannot be read.
 */
export async function cratesToFetch(wanted: WantedCrates): Promise<string[] | null> {
  const missing = await missingCrates(wanted.lockfile, wanted.home);
  if (missing === null || missing.length === 0 || wanted.unneeded === undefined) return missing;
  const [lockfile, note] = await Promise.all([hashOf(wanted.lockfile), readNote(wanted.unneeded)]);
  const unneeded = new Set(note.find((each) => each.lockfile === lockfile)?.crates);
  return missing.filter((crate) => !unneeded.has(crate));
}

/** Notes what is missing still after a fetch that went well. To be called by one process at a time. */
export async function noteUnneeded(wanted: WantedCrates): Promise<void> {
  const { unneeded } = wanted;
  if (unneeded === undefined) return;
  const [lockfile, crates, note] = await Promise.all([
    hashOf(wanted.lockfile),
    missingCrates(wanted.lockfile, wanted.home),
    readNote(unneeded),
  ]);
  if (lockfile === null || crates === null) return;
  const others = note.filter((each) => each.lockfile !== lockfile);
  const all = [...others, { lockfile, crates }].slice(-noted);
  await mkdir(path.dirname(unneeded), { recursive: true, mode: 0o700 });
  const staged = `${unneeded}.${String(process.pid)}`;
  await writeFile(staged, JSON.stringify(all));
  await rename(staged, unneeded);
}

async function hashOf(file: string): Promise<string | null> {
  const content = await readFile(file).catch(() => null);
  return content && createHash('sha256').update(content).digest('hex');
}

/** Nothing where there is none, or where it is damaged: then it is fetched once more. */
async function readNote(file: string): Promise<z.infer<typeof noteSchema>> {
  const text = await readFile(file, 'utf8').catch(() => '[]');
  try {
    return noteSchema.parse(JSON.parse(text));
  } catch {
    return [];
  }
}
