import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { parse } from 'smol-toml';
import { z } from 'zod';
import type { Location } from '../location.ts';
import { findExecutable } from '../process/find-executable.ts';
import type { Project, RustcWrapper } from './ecosystem.ts';

/**
 * sccache puts every variable that starts with `CARGO_` into its key (src/compiler/rust.rs; mozilla/sccache#2494), so
 * an agent's own target folder in the environment would make every key its own and share nothing. The compiler reads
 * none of the three. The script is called `sccache` because the `cc` crate sends C code through a RUSTC_WRAPPER of that
 * name as well. Without sccache it runs the compiler itself, so that removing sccache breaks no agent.
 */
const script = `#!/bin/sh
# Written by Lanekeeper: runs sccache without the variables that differ between agents.
unset CARGO_TARGET_DIR CARGO_BUILD_TARGET_DIR CARGO_BUILD_BUILD_DIR
if [ -n "$LANEKEEPER_SCCACHE" ] && [ -x "$LANEKEEPER_SCCACHE" ]; then
  exec "$LANEKEEPER_SCCACHE" "$@"
fi
exec "$@"
`;

export interface WrapperOptions {
  readonly location: Location;
  readonly workspace: string;
  readonly projects: readonly Project[];
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * The compiler cache for the agents' rustc, its script written if it is not there yet. Null where there is no sccache,
 * where the user has chosen another wrapper or none (an empty RUSTC_WRAPPER), and on Windows, which runs no such
 * script. A user's own choice of sccache itself is one for sharing, and so is kept, in a form that shares.
 */
export async function provideRustcWrapper(options: WrapperOptions): Promise<RustcWrapper | null> {
  if (process.platform === 'win32') return null;
  const chosen = await userWrapper(options);
  if (chosen !== null && path.basename(chosen) !== 'sccache') return null;
  const file = wrapperPath(options.location);
  // Inside an agent's own terminal the choice found is ours.
  const name = chosen === null || chosen === file ? 'sccache' : chosen;
  const sccache = await findExecutable(name, options.environment);
  if (sccache === null) return null;
  await writeOnce(file);
  return { path: file, sccache };
}

/** The same for all agents: a wrapper's path is part of what makes cargo build again. */
export function wrapperPath(location: Location): string {
  return path.join(location.home, 'bin', 'lanekeeper-rustc', 'sccache');
}

/** By environment, else by the settings files from the project's folder up and in CARGO_HOME, as cargo looks. */
async function userWrapper(options: WrapperOptions): Promise<string | null> {
  const { environment } = options;
  const variable = environment['RUSTC_WRAPPER'] ?? environment['CARGO_BUILD_RUSTC_WRAPPER'];
  if (variable !== undefined) return variable;
  const rustFolders = options.projects.filter(({ ecosystem }) => ecosystem === 'rust');
  const start = path.join(options.workspace, rustFolders[0]?.directory ?? '.');
  const folders: string[] = [];
  for (let at = start; ; at = path.dirname(at)) {
    folders.push(path.join(at, '.cargo'));
    if (path.dirname(at) === at) break;
  }
  folders.push(environment['CARGO_HOME'] || path.join(homedir(), '.cargo'));
  for (const folder of folders) {
    for (const name of ['config.toml', 'config']) {
      const wrapper = await wrapperIn(path.join(folder, name));
      if (wrapper !== null) return wrapper;
    }
  }
  return null;
}

const cargoSettings = z.object({
  build: z.object({ 'rustc-wrapper': z.string().optional() }).optional(),
});

async function wrapperIn(file: string): Promise<string | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return cargoSettings.parse(parse(text)).build?.['rustc-wrapper'] ?? null;
  } catch {
    // Cargo itself will say what is wrong with its settings, better than we could.
    return null;
  }
}

/** Written beside and renamed, so that an agent that compiles meanwhile never meets half a script. */
async function writeOnce(file: string): Promise<void> {
  const existing = await readFile(file, 'utf8').catch(() => null);
  if (existing === script) return;
  await mkdir(path.dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, script, { flag: 'wx' });
    await chmod(draft, 0o755);
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}
