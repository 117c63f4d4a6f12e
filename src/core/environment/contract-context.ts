import type { Location } from '../location.ts';
import type { GateLimits } from '../resource/gates.ts';
import type { Share } from '../resource/share.ts';
import type { ContractContext, EcosystemName, Project } from './ecosystem.ts';
import { detectProjects } from './ecosystems.ts';
import { inheritedEnvironment } from './inherit.ts';
import { findInstallLock } from './node/install-lock.ts';
import { provideLinkGate } from './rust/link-gate.ts';
import { provideNodePreload } from './node/preload.ts';
import { withPrivateCaches } from './private-caches.ts';
import { gatherRust } from './rust/facts.ts';
import { provideRustcWrapper } from './rust/rustc-wrapper.ts';
import { locateSharedCaches } from './shared-caches.ts';

export interface ContractRequest {
  readonly agent: string;
  readonly uid: string;
  readonly type: string;
  readonly namespace: string;
  readonly location: Location;
  readonly namespaceRoot: string;
  readonly temporary: string;
  readonly workspace: string;
  readonly checkout: string;
  readonly prepared: readonly EcosystemName[];
  readonly gates: GateLimits;
  readonly share: Share;
  /** The environment of the window or terminal that spawns the agent. */
  readonly environment: NodeJS.ProcessEnv;
  /** What is known already is not looked for again. */
  readonly projects?: readonly Project[];
}

/**
 * Gathers what the contract depends on. Writes nothing but scripts for all agents, and which linker works, in
 * Lanekeeper's own folder.
 *
 * @throws LanekeeperError `workspace-missing`
 */
export async function gatherContract(request: ContractRequest): Promise<ContractContext> {
  const { environment, workspace, location, ...facts } = request;
  const projects = request.projects ?? (await detectProjects(workspace));
  const inherited = inheritedEnvironment(environment);
  const place = {
    ...{ location, workspace, checkout: facts.checkout, projects },
    environment: inherited,
  };
  const [shared, rustcWrapper, nodePreload, installLock, linkGate, rust] = await Promise.all([
    locateSharedCaches({ workspace, projects, environment: inherited }),
    provideRustcWrapper({ location, workspace, projects, environment: inherited }),
    provideNodePreload(location, projects),
    findInstallLock(place),
    provideLinkGate(location, inherited),
    gatherRust(place),
  ]);
  const platform = process.platform;
  return {
    ...facts,
    workspace,
    location,
    projects,
    caches: await withPrivateCaches(shared, facts.namespaceRoot),
    rustcWrapper,
    nodePreload,
    installLock,
    linkGate,
    rust,
    build: null,
    inherited,
    platform,
  };
}
