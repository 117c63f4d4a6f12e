import { createHash } from 'node:crypto';
import path from 'node:path';
import { findExecutable } from '../process/find-executable.ts';
import { cargoHome } from './cargo-settings.ts';
import { missingCrates } from './crates.ts';
import type { PreparationContext, PreparationStep, Project } from './ecosystem.ts';
import { runTool } from './tool-output.ts';

/**
 * Downloads what Cargo.lock names and nobody has downloaded, one agent after the other. Left to the builds, every agent
 * but one would print "Blocking waiting for file lock on package cache" until the first has all of it.
 */
export async function prepareRust(
  project: Project,
  { contract, environment }: PreparationContext,
): Promise<PreparationStep[]> {
  const directory = path.join(contract.checkout, project.directory);
  const home = cargoHome(environment);
  const missing = await missingCrates(path.join(directory, 'Cargo.lock'), home);
  if (missing === null || missing.length === 0) return [];
  const host = await hostTriple(directory, environment);
  return [
    {
      name: 'Fetch the crates',
      // Without a target it would be those of every platform.
      command: ['cargo', 'fetch', ...(host === null ? [] : ['--target', host])],
      class: 'fetch',
      reason: `Not all crates of Cargo.lock are in ${home}, which all agents share.`,
      directory: project.directory,
      warning: null,
      lock: path.join(contract.location.home, 'locks', `crates-${hash(home)}`),
      unlessExists: null,
    },
  ];
}

async function hostTriple(
  directory: string,
  environment: NodeJS.ProcessEnv,
): Promise<string | null> {
  const rustc = await findExecutable('rustc', environment);
  if (rustc === null) return null;
  const { stdout } = await runTool(rustc, ['-vV'], { cwd: directory, environment });
  return /^host: (\S+)$/m.exec(stdout.toString('utf8'))?.[1] ?? null;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
