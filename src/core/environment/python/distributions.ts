import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

/**
 * A distribution in a virtual environment:
 * https://packaging.python.org/en/latest/specifications/recording-installed-packages/.
 */
export interface Distribution {
  /** Its folder in site-packages: `numpy-2.3.5.dist-info`. */
  readonly name: string;
  /** Tells this install of it from any other. */
  readonly identity: string;
  /** When its list of files was written, which pip and uv do last; ns since the epoch. */
  readonly recordedAt: bigint;
}

const noteSchema = z.object({
  /** Identities of what steps of Lanekeeper's installed. */
  ours: z.array(z.string()),
  /** Of what else was there when the last of them began: the agent put it there by hand. */
  others: z.array(z.string()),
});

type Note = z.infer<typeof noteSchema>;

/** Where a virtual environment keeps its packages, absolute; null when it is none. */
export async function sitePackagesOf(
  venv: string,
  platform: NodeJS.Platform = process.platform,
): Promise<string | null> {
  if (platform === 'win32') return path.join(venv, 'Lib', 'site-packages');
  const names = await readdir(path.join(venv, 'lib')).catch(() => []);
  const name = names.find((each) => /^(?:python|pypy)\d/.test(each));
  return name === undefined ? null : path.join(venv, 'lib', name, 'site-packages');
}

/** What is installed, whoever did it; without what has no list of its files. */
export async function listDistributions(venv: string): Promise<Distribution[]> {
  const sitePackages = await sitePackagesOf(venv);
  if (sitePackages === null) return [];
  const names = await readdir(sitePackages).catch(() => []);
  const found = await Promise.all(
    names
      .filter((name) => name.endsWith('.dist-info'))
      .sort()
      .map(async (name) => {
        const record = path.join(sitePackages, name, 'RECORD');
        const stats = await stat(record, { bigint: true }).catch(() => null);
        if (stats === null) return [];
        const identity = [name, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(' ');
        return [{ name, identity, recordedAt: stats.ctimeNs }];
      }),
  );
  return found.flat();
}

/** To be called before a step of ours installs: what is there and not ours was put there by the agent. */
export async function noteBeforeInstall(venv: string): Promise<void> {
  const [present, note] = [await listDistributions(venv), await readNote(venv)];
  if (present.length === 0) return;
  // Nothing noted yet: the environment has just been made, with pip in it.
  const ours = new Set(note?.ours ?? present.map(({ identity }) => identity));
  const others = present.filter(({ identity }) => !ours.has(identity));
  await writeNote(venv, { ours: [...ours], others: others.map(({ identity }) => identity) });
}

/** To be called after it: what has come meanwhile is ours. */
export async function noteAfterInstall(venv: string): Promise<void> {
  const present = await listDistributions(venv);
  if (present.length === 0) return;
  const others = (await readNote(venv))?.others ?? [];
  const ours = present.map(({ identity }) => identity).filter((each) => !others.includes(each));
  await writeNote(venv, { ours, others });
}

/** What steps of ours installed and nothing has installed anew since. */
export async function installedByUs(venv: string): Promise<Distribution[]> {
  const ours = new Set((await readNote(venv))?.ours);
  return (await listDistributions(venv)).filter(({ identity }) => ours.has(identity));
}

function noteFile(venv: string): string {
  return path.join(venv, 'lanekeeper', 'installed.json');
}

async function readNote(venv: string): Promise<Note | null> {
  try {
    return noteSchema.parse(JSON.parse(await readFile(noteFile(venv), 'utf8')));
  } catch {
    // Missing, or cut short: then nothing is known of who installed what.
    return null;
  }
}

async function writeNote(venv: string, note: Note): Promise<void> {
  await mkdir(path.dirname(noteFile(venv)), { recursive: true });
  await writeFile(noteFile(venv), JSON.stringify(note));
}
