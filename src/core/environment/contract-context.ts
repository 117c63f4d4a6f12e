import path from 'node:path';
import type { Location } from '../location.ts';
import type { GateLimits } from '../resource/gates.ts';
import type { Share } from '../resource/share.ts';
import { choosesDevDebug } from './cargo-settings.ts';
import type { ContractContext, Project } from './ecosystem.ts';
import { detectProjects } from './ecosystems.ts';
import { inheritedEnvironment } from './inherit.ts';
import { provideNodePreload } from './node-preload.ts';
import { askRustToolchain } from './rust-toolchain.ts';
import { provideRustcWrapper } from './rustc-wrapper.ts';
import { locateSharedCaches } from './shared-caches.ts';

export interface ContractRequest {
  readonly agent: string;
  readonly uid: string;
  readonly namespace: string;
  readonly location: Location;
  readonly namespaceRoot: string;
  readonly temporary: string;
  readonly workspace: string;
  readonly checkout: string;
  readonly gates: GateLimits;
  readonly share: Share;
  /** The environment of the window or terminal that spawns the agent. */
  readonly environment: NodeJS.ProcessEnv;
  /** What is known already is not looked for again. */
  readonly projects?: readonly Project[];
}

/**
 * Gathers what the contract depends on. Writes nothing but scripts for all agents in Lanekeeper's own folder.
 *
 * @throws LanekeeperError `workspace-missing`
 */
export async function gatherContract(request: ContractRequest): Promise<ContractContext> {
  const { environment, workspace, location, ...facts } = request;
  const projects = request.projects ?? (await detectProjects(workspace));
  const inherited = inheritedEnvironment(environment);
  const rust = projects.find(({ ecosystem }) => ecosystem === 'rust');
  const [caches, rustcWrapper, rustToolchain, nodePreload, ownDebug] = await Promise.all([
    locateSharedCaches({ workspace, projects, environment: inherited }),
    provideRustcWrapper({ location, workspace, projects, environment: inherited }),
    rust ? askRustToolchain(path.join(facts.checkout, rust.directory), inherited) : null,
    provideNodePreload(location, projects),
    choosesDevDebug({ workspace, projects, environment: inherited }),
  ]);
  const platform = process.platform;
  return {
    ...facts,
    workspace,
    location,
    projects,
    caches,
    rustcWrapper,
    rustToolchain,
    nodePreload,
    choosesDevDebug: ownDebug,
    inherited,
    platform,
  };
}
