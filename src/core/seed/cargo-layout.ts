import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isGone } from './gone.ts';

/**
 * One thing cargo compiled or one build script that it ran, as it lies in a build directory. All paths are relative to
 * that directory.
 */
export interface CargoUnit {
  /** Name of the package. */
  readonly package: string;
  /** Without these cargo does it again; there may be more of it that then is written over. */
  readonly directories: readonly string[];
  /** What rustc read (its `--emit=dep-info`), or null for the run of a build script. */
  readonly sources: string | null;
  /** Where the run of a build script left files, and what it told cargo; null for what was compiled. */
  readonly run: { readonly out: string; readonly told: string; readonly root: string } | null;
  /** What cargo compares to find it fresh. */
  readonly fingerprint: string;
}

/**
 * Profile directories (`debug`, `x86_64-unknown-linux-gnu/release` …) of a cargo build directory: those that hold one
 * of cargo's locks (src/cargo/core/compiler/layout.rs; `.cargo-build-lock` since 1.96).
 */
export async function profileDirectories(root: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of await namesIn(root)) {
    if (await isProfile(path.join(root, name))) found.push(name);
    else {
      for (const below of await namesIn(path.join(root, name))) {
        const nested = path.join(name, below);
        if (await isProfile(path.join(root, nested))) found.push(nested);
      }
    }
  }
  return found;
}

async function isProfile(directory: string): Promise<boolean> {
  const names = await namesIn(directory);
  return (
    names.includes('.fingerprint') ||
    names.includes('.cargo-build-lock') ||
    // The later layout, which cargo 1.91 to 1.95 have behind a flag.
    (names.includes('.cargo-lock') && names.includes('build'))
  );
}

/** What is in one profile directory, in either of cargo's layouts. */
export async function readUnits(root: string, profile: string): Promise<CargoUnit[]> {
  const fingerprints = await namesIn(path.join(root, profile, '.fingerprint'));
  return fingerprints.length > 0
    ? oldLayout(root, profile, fingerprints)
    : newLayout(root, path.join(profile, 'build'));
}

/** Up to cargo 1.99: `.fingerprint/<package>-<hash>`, `deps/*-<hash>*`, `build/<package>-<hash>`. */
async function oldLayout(
  root: string,
  profile: string,
  names: readonly string[],
): Promise<CargoUnit[]> {
  const compiled = new Map<string, string>();
  for (const folder of ['deps', 'examples']) {
    for (const file of await namesIn(path.join(root, profile, folder))) {
      const hash = /-([0-9a-f]{16})\.d$/.exec(file)?.[1];
      if (hash !== undefined) compiled.set(hash, path.join(profile, folder, file));
    }
  }
  const units: CargoUnit[] = [];
  for (const name of names) {
    const [, packageName, hash] = /^(.+)-([0-9a-f]{16})$/.exec(name) ?? [];
    if (packageName === undefined || hash === undefined) continue;
    const fingerprint = path.join(profile, '.fingerprint', name);
    const script = path.join(profile, 'build', name);
    const inScript = await namesIn(path.join(root, script));
    const dependencies = inScript.find((file) => file.endsWith(`-${hash}.d`));
    const isRun = inScript.includes('root-output');
    units.push({
      package: packageName,
      directories: inScript.length > 0 ? [fingerprint, script] : [fingerprint],
      sources:
        dependencies === undefined ? (compiled.get(hash) ?? null) : path.join(script, dependencies),
      run: isRun
        ? {
            out: path.join(script, 'out'),
            told: path.join(script, 'output'),
            root: path.join(script, 'root-output'),
          }
        : null,
      fingerprint,
    });
  }
  return units;
}

/** Cargo 1.100 and later: `build/<package>/<hash>/{fingerprint,out,run}`. */
async function newLayout(root: string, build: string): Promise<CargoUnit[]> {
  const units: CargoUnit[] = [];
  for (const packageName of await namesIn(path.join(root, build))) {
    for (const hash of await namesIn(path.join(root, build, packageName))) {
      const unit = path.join(build, packageName, hash);
      const names = await namesIn(path.join(root, unit));
      if (!names.includes('fingerprint')) continue;
      const out = path.join(unit, 'out');
      const run = path.join(unit, 'run');
      const isRun = names.includes('run');
      const dependencies = isRun
        ? undefined
        : (await namesIn(path.join(root, out))).find((file) => file.endsWith('.d'));
      units.push({
        package: packageName,
        directories: [unit],
        sources: dependencies === undefined ? null : path.join(out, dependencies),
        run: isRun
          ? { out, told: path.join(run, 'stdout'), root: path.join(run, 'root-output') }
          : null,
        fingerprint: path.join(unit, 'fingerprint'),
      });
    }
  }
  return units;
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).sort();
  } catch (cause) {
    if (isGone(cause)) return [];
    throw cause;
  }
}
