import path from 'node:path';
import type { Location } from '../../location.ts';
import { findExecutable } from '../../process/find-executable.ts';
import { readCargoSettings } from './cargo-settings.ts';
import type { Project, RustcWrapper } from '../ecosystem.ts';
import { provideScript } from '../provide-script.ts';

/**
 * sccache puts every variable that starts with `CARGO_` into its key (src/compiler/rust.rs; mozilla/sccache#2494), so
 * an agent's own target folder in the environment would make every key its own and share nothing. The compiler reads
 * none of them. The script is called `sccache` because the `cc` crate sends C code through a RUSTC_WRAPPER of that
 * name as well. Without sccache it runs the compiler itself, so that removing sccache breaks no agent.
 */
export const wrapperScript = `#!/bin/sh
# Written by Lanekeeper: runs sccache without the variables that differ between agents or that cargo alone reads.
unset CARGO_TARGET_DIR CARGO_BUILD_TARGET_DIR CARGO_BUILD_BUILD_DIR
unset CARGO_PROFILE_DEV_DEBUG CARGO_PROFILE_DEV_CODEGEN_BACKEND CARGO_UNSTABLE_CODEGEN_BACKEND
unset CARGO_PROFILE_RELEASE_LTO CARGO_PROFILE_RELEASE_CODEGEN_UNITS
# A server that has to be started here is everybody's, and must not go with this agent.
unset LANEKEEPER_AGENT_UID
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
  await provideScript(file, wrapperScript);
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
  const settings = await readCargoSettings(options);
  return (
    settings.map(({ build }) => build?.['rustc-wrapper']).find((each) => each !== undefined) ?? null
  );
}
