import { access, readdir } from 'node:fs/promises';
import path from 'node:path';
import { type CargoUnit, profileDirectories, readUnits } from './cargo-layout.ts';
import { anyHolds, holds, textOf } from './text-search.ts';

export interface CargoSeed {
  /** The build directory, absolute. */
  readonly from: string;
  /** Whether the one who builds on does so in the very same source folder. */
  readonly isSameCheckout: boolean;
  /** The folders that cargo may have been in, absolute: dep-info names a repository's own sources relative to one. */
  readonly folders: readonly string[];
}

/**
 * What of a cargo build directory goes along: a predicate on paths relative to it.
 *
 * Cargo calls something fresh when its sources are not younger than the note of what rustc read
 * (src/cargo/core/compiler/fingerprint/mod.rs). So in another checkout nothing compiled from the repository's own
 * sources may go along: a worktree that was checked out before the seed was built would count as built, with other
 * code. Crates from a registry or from git stay as they are, as their sources are the same files.
 *
 * Cargo knows that a build directory can be moved and corrects what build scripts told it, but not what they wrote
 * nor what was compiled in. So a build script runs again when a file that it wrote, or what it told of another's
 * folder, names the old place, and when the code that was compiled with it uses `env!("OUT_DIR")` for anything but to
 * include a file.
 */
export async function cargoKeeps(seed: CargoSeed): Promise<(relative: string) => boolean> {
  const { from, isSameCheckout, folders } = seed;
  const profiles = await profileDirectories(from);
  const leftOut = new Set<string>();
  const hashes = new Set<string>();
  const leave = (unit: CargoUnit): void => {
    for (const directory of unit.directories) {
      leftOut.add(directory);
      const hash = /-([0-9a-f]{16})$/.exec(directory)?.[1];
      if (hash !== undefined) hashes.add(hash);
    }
  };
  for (const profile of profiles) {
    const units = await readUnits(from, profile);
    const own = new Set<string>();
    const bound = new Set<string>();
    for (const unit of units) {
      if (unit.sources === null) continue;
      const { isOwn, boundTo } = await readSources(path.join(from, unit.sources), folders);
      if (isOwn) own.add(unit.package);
      if (boundTo !== null) bound.add(boundTo);
    }
    for (const unit of units) {
      const isOfOther = !isSameCheckout && own.has(unit.package);
      if (isOfOther || (await mustRunAgain(from, unit, bound))) leave(unit);
    }
  }
  const isLeftOut = (relative: string): boolean => {
    if (leftOut.has(relative)) return true;
    const hash = /[/\\]deps[/\\].*-([0-9a-f]{16})[^/\\]*$/.exec(relative)?.[1];
    return hash !== undefined && hashes.has(hash);
  };
  return (relative) => isPartOfProfile(relative, profiles, isSameCheckout) && !isLeftOut(relative);
}

/**
 * Of a profile directory all goes along but cargo's locks, and the finished programs and libraries that lie directly in
 * it, which cargo links there again from `deps` at the next build. rustc's incremental state is of no use elsewhere:
 * it depends on the working directory. Beside the profiles lie documentation, packages and the like.
 */
function isPartOfProfile(
  relative: string,
  profiles: readonly string[],
  isSameCheckout: boolean,
): boolean {
  if (relative === '.rustc_info.json' || relative === 'CACHEDIR.TAG') return true;
  const profile = profiles.find((each) => (relative + path.sep).startsWith(each + path.sep));
  if (profile === undefined) return profiles.some((each) => each.startsWith(relative + path.sep));
  const [top = '', ...below] = relative.slice(profile.length + 1).split(path.sep);
  if (top === '' || below.length > 0) return isSameCheckout || top !== 'incremental';
  return kept.has(top) && (isSameCheckout || top !== 'incremental');
}

const kept: ReadonlySet<string> = new Set([
  '.fingerprint',
  'build',
  'deps',
  'examples',
  'incremental',
]);

/** Where cargo keeps sources that never change: https://doc.rust-lang.org/cargo/guide/cargo-home.html. */
const immutableSource = /[/\\](?:registry[/\\]src|git[/\\]checkouts)[/\\]/;

/** `isOwn`: compiled from sources that people change. `boundTo`: the OUT_DIR whose path may be compiled in. */
async function readSources(
  dependencies: string,
  folders: readonly string[],
): Promise<{ isOwn: boolean; boundTo: string | null }> {
  const text = await textOf(dependencies);
  // `target: source source …`, spaces in names written as `\ `: a makefile.
  const listed = /^(?:[^:\n]|:(?! ))*: (.*)$/m.exec(text)?.[1] ?? '';
  const sources = [...listed.matchAll(/(?:\\.|[^\s\\])+/g)].map(([name]) =>
    name.replaceAll('\\ ', ' '),
  );
  const [first = ''] = sources;
  const out = /^# env-dep:OUT_DIR=(.*)$/m.exec(text)?.[1];
  const isOwn = !immutableSource.test(first);
  if (out === undefined) return { isOwn, boundTo: null };
  return { isOwn, boundTo: (await usesPath(sources, folders)) ? out : null };
}

/** Whether `env!("OUT_DIR")` is used other than to include a file at compile time; so is what cannot be read. */
async function usesPath(sources: readonly string[], folders: readonly string[]): Promise<boolean> {
  for (const source of sources) {
    const places = path.isAbsolute(source)
      ? [source]
      : folders.map((folder) => path.join(folder, source));
    const texts = (await Promise.all(places.map(textOf))).filter((text) => text !== '');
    const isEmpty = texts.length === 0 && !(await anyExists(places));
    if (isEmpty || texts.some(usesPathIn)) return true;
  }
  return false;
}

async function anyExists(files: readonly string[]): Promise<boolean> {
  const found = await Promise.allSettled(files.map((file) => access(file)));
  return found.some(({ status }) => status === 'fulfilled');
}

function usesPathIn(text: string): boolean {
  const all = text.match(/env!\s*\(\s*"OUT_DIR"/g)?.length ?? 0;
  const included =
    text.match(
      /include(?:_str|_bytes)?!\s*[({[]\s*concat!\s*[({[]\s*(?:core::|std::)?env!\s*\(\s*"OUT_DIR"/g,
    )?.length ?? 0;
  return all > included;
}

async function mustRunAgain(
  from: string,
  { run, fingerprint }: CargoUnit,
  bound: ReadonlySet<string>,
): Promise<boolean> {
  if (!run) return false;
  const own = await textOf(path.join(from, run.root));
  if (bound.has(own)) return true;
  // Cargo writes the unit's own folder anew in these itself, and no other.
  const told = (await textOf(path.join(from, run.told))).replaceAll(own, '');
  if (told.includes(from)) return true;
  for (const name of await readdir(path.join(from, fingerprint))) {
    if (name.endsWith('.json') && (await holds(path.join(from, fingerprint, name), from))) {
      return true;
    }
  }
  return anyHolds(path.join(from, run.out), from);
}
