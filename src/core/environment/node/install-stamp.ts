import { createHash } from 'node:crypto';
import { mkdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { LanekeeperError } from '../../error.ts';
import { digestFile } from '../../namespace/file-hash.ts';
import { hasNpmPackages } from './npm-packages.ts';

/** An install of locked packages: what it is made from, and what tells that it is whole. Paths absolute. */
export const installSchema = z.object({
  directory: z.string(),
  /** Its name in `directory`. */
  lockfile: z.string(),
  /** What the package manager writes last: only with it is an install whole. */
  record: z.string(),
  /** Where it is noted what the last install of Lanekeeper's was made from. */
  stamp: z.string(),
});

export type Install = z.infer<typeof installSchema>;

export interface InstallState {
  readonly isInstalled: boolean;
  /** Whether there is an install at all, of whatever lockfile. */
  readonly isThere: boolean;
  /** Hash of all that the install is made from, hex. */
  readonly inputs: string;
}

const stampSchema = z.object({ inputs: z.string(), record: z.string() });

/** Files beside the lockfile that change what a package manager installs. */
const settingsFiles = ['.npmrc', 'pnpm-workspace.yaml', '.pnpmfile.cjs', '.yarnrc.yml', '.yarnrc'];

/** The fields of package.json that do: an edited test script is no reason to install again. */
const manifestFields = [
  ...['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'],
  ...['overrides', 'resolutions', 'workspaces', 'packageManager', 'pnpm', 'allowScripts'],
] as const;

const manifestSchema = z.looseObject({
  scripts: z.record(z.string(), z.unknown()).default({}),
});

const installScripts = ['preinstall', 'install', 'postinstall', 'prepare'];

/**
 * Whether the packages that the lockfile names are there. Of an install of ours it is known what it was made from. One
 * that somebody else made since is looked at with npm; of others it is taken to be of the lockfile that lay there,
 * unless the lockfile is younger: to ask pnpm, yarn or bun again costs a moment, where `npm ci` deletes all and begins
 * anew.
 *
 * @throws LanekeeperError `lockfile-conflicted`, `namespace-unreadable`
 */
export async function readInstall(install: Install): Promise<InstallState> {
  const inputs = await hashInputs(install);
  const record = await recordOf(install);
  if (record === null) return { isInstalled: false, isThere: false, inputs };
  const noted = await readStamp(install.stamp);
  const isOurs = noted?.record === record.identity;
  const isInstalled = isOurs ? noted.inputs === inputs : await isOfLockfile(install, record);
  return { isInstalled, isThere: true, inputs };
}

/** Notes that what `inputs` stands for has been installed. */
export async function noteInstall(install: Install, inputs: string): Promise<void> {
  const record = await recordOf(install);
  if (record === null) return;
  const stamp: z.infer<typeof stampSchema> = { inputs, record: record.identity };
  await mkdir(path.dirname(install.stamp), { recursive: true });
  await writeFile(install.stamp, JSON.stringify(stamp));
}

async function hashInputs({ directory, lockfile }: Install): Promise<string> {
  const hash = createHash('sha256');
  for (const name of [lockfile, ...settingsFiles]) {
    const file = path.join(directory, name);
    const digest = await digestFile(Buffer.from(await realpath(file).catch(() => file)));
    if (name === lockfile && digest?.isConflicted) throw lockfileConflicted(file);
    hash.update(`${name}\0${digest?.sha256 ?? ''}\0`);
  }
  return hash.update(await manifestOf(path.join(directory, 'package.json'))).digest('hex');
}

/** What of a manifest an install depends on; of one that is no JSON, all of it. */
async function manifestOf(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  try {
    const manifest = manifestSchema.parse(JSON.parse(text));
    return JSON.stringify([
      manifestFields.map((name) => manifest[name] ?? null),
      installScripts.map((name) => manifest.scripts[name] ?? null),
    ]);
  } catch {
    // The package manager will say what is wrong with it.
    return text;
  }
}

async function isOfLockfile(
  { directory, lockfile }: Install,
  record: { readonly mtimeNs: bigint },
): Promise<boolean> {
  if (lockfile.endsWith('.json')) return hasNpmPackages(directory, lockfile);
  const stats = await stat(path.join(directory, lockfile), { bigint: true }).catch(() => null);
  return stats !== null && stats.mtimeNs <= record.mtimeNs;
}

/** Every install writes it anew, so that one of somebody else's shows. */
async function recordOf({
  record,
}: Install): Promise<{ identity: string; mtimeNs: bigint } | null> {
  const stats = await stat(record, { bigint: true }).catch(() => null);
  if (stats === null) return null;
  const { ino, size, mtimeNs } = stats;
  return { identity: [ino, size, mtimeNs].join('-'), mtimeNs };
}

async function readStamp(file: string): Promise<z.infer<typeof stampSchema> | null> {
  try {
    return stampSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // Missing, or cut short: then nothing is known of that install.
    return null;
  }
}

function lockfileConflicted(file: string): LanekeeperError {
  return new LanekeeperError(
    'lockfile-conflicted',
    `${file} holds the marks of a merge conflict, and nothing was installed from it.`,
    'Resolve the conflict first: take one side, then let the package manager install to write the file anew.',
  );
}
