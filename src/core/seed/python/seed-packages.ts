import { appendFile, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import {
  type Distribution,
  installedByUs,
  noteAfterInstall,
  sitePackagesOf,
} from '../../environment/python/distributions.ts';
import { venvPath, withoutPip } from '../../environment/python/venv.ts';
import { noteStamp, readStamp, type Stamp } from '../../environment/step-stamp.ts';
import { runTool } from '../../environment/tool-output.ts';
import { findExecutable } from '../../process/find-executable.ts';
import { holdLock } from '../../resource/machine-lock.ts';
import { clockTickNs, FileCopier } from '../copy-file.ts';
import type { SeedSide } from '../parts.ts';
import { hasSpace } from '../space.ts';
import { copyDistribution, type CopiedDistribution, type Venv } from './copy-distribution.ts';

/** The step that makes an agent's virtual environment, which seeding then has done already. */
export interface VenvStep {
  readonly command: readonly string[];
  /** Where it runs, absolute. */
  readonly directory: string;
  readonly stamp: Stamp;
  /** The steps that install into it. */
  readonly installs: readonly { readonly command: readonly string[]; readonly stamp: Stamp }[];
  /** File to hold meanwhile, absolute. */
  readonly lock: string;
  /** What the command runs with. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface SeedPackages {
  readonly source: Pick<SeedSide, 'root' | 'checkout'>;
  readonly root: string;
  readonly checkout: string;
  readonly isSameCheckout: boolean;
  readonly step: VenvStep;
  readonly signal?: AbortSignal | undefined;
}

export interface SeededPackages extends CopiedDistribution {
  readonly cloned: boolean;
}

/**
 * Makes the agent's virtual environment with the tool that makes it anyway, and fills it with what steps of
 * Lanekeeper's installed into that of another agent, by the same commands and from the same requirements, as far as
 * that is still just what was installed. The steps that install follow all the same: they find what is there, and add
 * what is missing; what is there and not asked for they would leave. Null when there is nothing to be had.
 */
export async function seedPackages(request: SeedPackages): Promise<SeededPackages | null> {
  const { source, root, step, signal } = request;
  const [from, to] = [venvPath({ namespaceRoot: source.root }), venvPath({ namespaceRoot: root })];
  const settled = BigInt(Date.now()) * 1_000_000n - clockTickNs;
  const wanted = (await installedByUs(from)).filter(({ recordedAt }) => recordedAt < settled);
  if (wanted.length === 0 || !(await didTheSame(request))) return null;
  const lock = await holdLock(step.lock, { purpose: 'copy the Python packages', signal });
  try {
    const { fingerprint, outcome } = await readStamp(step.stamp, step.command);
    if (outcome !== 'stale' || !(await makeVenv(step, signal))) return null;
    const pair = await pairOf(from, to);
    const copied = pair && (await copyAll(wanted, pair, request));
    if (!copied) {
      await rm(to, { recursive: true, force: true });
      return null;
    }
    await noteAfterInstall(to);
    await noteStamp(step.stamp, fingerprint, 'done');
    return copied;
  } finally {
    lock.dispose();
  }
}

/** Whether the last installs into the other environment were just those that are to come, and succeeded. */
async function didTheSame({ source, root, checkout, step }: SeedPackages): Promise<boolean> {
  const ofSource = (word: string): string => {
    for (const [own, other] of [
      [venvPath({ namespaceRoot: root }), venvPath({ namespaceRoot: source.root })],
      [checkout, source.checkout],
    ] as const) {
      if (word === own || word.startsWith(own + path.sep)) return other + word.slice(own.length);
    }
    return word;
  };
  const stamps = await Promise.all(
    step.installs.map(({ command, stamp }) => readStamp(stamp, command, ofSource)),
  );
  return stamps.every(({ outcome }) => outcome === 'done');
}

/** Without pip, which is copied like all else. */
async function makeVenv(
  { command, directory, environment }: VenvStep,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const [program = '', ...parameters] = withoutPip(command);
  const executable = await findExecutable(program, environment);
  if (executable === null) return false;
  const options = { cwd: directory, environment, signal };
  return (await runTool(executable, parameters, options)).exitCode === 0;
}

/** Null where one is of another Python: then nothing that was compiled for it would do. */
async function pairOf(from: string, to: string): Promise<{ from: Venv; to: Venv } | null> {
  const [ours, theirs] = [await settingsOf(to), await settingsOf(from)];
  const isSamePython = (['home', 'version', 'version_info'] as const).every(
    (name) => ours.get(name) === theirs.get(name),
  );
  const [source, target] = [await sitePackagesOf(from), await sitePackagesOf(to)];
  if (!isSamePython || source === null || target === null) return null;
  // What uv notes of an environment that it put pip into, and then keeps pip in it.
  if (theirs.get('seed') === 'true') await appendFile(path.join(to, 'pyvenv.cfg'), 'seed = true\n');
  return { from: { root: from, sitePackages: source }, to: { root: to, sitePackages: target } };
}

async function settingsOf(venv: string): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(path.join(venv, 'pyvenv.cfg'), 'utf8').catch(() => '');
  const lines = text.matchAll(/^(\w[\w-]*)\s*=\s*(.*?)\s*$/gm);
  return new Map([...lines].map(([, name = '', value = '']) => [name, value]));
}

async function copyAll(
  wanted: readonly Distribution[],
  pair: { readonly from: Venv; readonly to: Venv },
  { root, isSameCheckout, signal }: SeedPackages,
): Promise<SeededPackages | null> {
  const copier = new FileCopier();
  let [files, bytes] = [0, 0];
  for (const distribution of wanted) {
    if (!(await hasSpace(root, 0)).enough) break;
    const copied = await copyDistribution(distribution, {
      ...pair,
      isSameCheckout,
      copier,
      signal,
    });
    files += copied?.files ?? 0;
    bytes += copied?.bytes ?? 0;
  }
  return files === 0 ? null : { files, bytes, cloned: copier.clones };
}
