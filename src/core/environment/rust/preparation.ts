import { createHash } from 'node:crypto';
import path from 'node:path';
import { cargoHome } from './cargo-settings.ts';
import type { PreparationContext, PreparationStep, Project } from '../ecosystem.ts';
import { cratesToFetch } from './unneeded-crates.ts';

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
  const host = contract.rust.toolchain?.host;
  const state = contract.location.home;
  const crates = {
    lockfile: path.join(directory, 'Cargo.lock'),
    home,
    unneeded: path.join(state, 'crates', `${hash(`${home}\0${host ?? ''}`)}.json`),
  };
  const missing = await cratesToFetch(crates);
  if (missing === null || missing.length === 0) return [];
  return [
    {
      name: 'Fetch the crates',
      // Without a target it would be those of every platform.
      command: ['cargo', 'fetch', ...(host === undefined ? [] : ['--target', host])],
      class: 'fetch',
      reason: `Not all crates of Cargo.lock are in ${home}, which all agents share.`,
      directory: project.directory,
      warning: null,
      lock: path.join(state, 'locks', `crates-${hash(home)}`),
      unlessExists: null,
      crates,
    },
  ];
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
