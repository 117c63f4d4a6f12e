import type { Agent } from '../agent/agent.ts';
import type { Location } from '../location.ts';
import { type GitPlaces, gitPlaces } from './git-places.ts';
import { realpathOrSelf } from './real-path.ts';
import { locateSharedStores, type SharedStore } from './shared-stores.ts';
import { type Holding, Territory } from './territory.ts';

/** Everything that agents hold and share at one time. */
export interface Survey {
  readonly territory: Territory;
  readonly stores: readonly SharedStore[];
}

/** Finds out what the given agents hold; `environment` is that of whoever asks. */
export async function survey(
  agents: readonly Agent[],
  location: Location,
  environment: NodeJS.ProcessEnv,
): Promise<Survey> {
  const held = await Promise.all(agents.map((agent) => holdingOf(agent)));
  const stores = [
    ...held.flatMap(({ git }) =>
      git === null ? [] : [{ name: 'git', path: git.common, isCache: false }],
    ),
    ...(await sharedStores(agents, location, environment)),
  ];
  return { territory: new Territory(held, stores), stores };
}

async function holdingOf(agent: Agent): Promise<Holding & { git: GitPlaces | null }> {
  const checkout = await realpathOrSelf(agent.path);
  const git = await gitPlaces(checkout);
  return {
    uid: agent.uid,
    roots: await Promise.all(agent.roots.map((root) => realpathOrSelf(root.path))),
    checkout: [checkout, ...(git?.own ?? [])],
    git,
  };
}

/** The stores of each agent, as the links are and as they lead: a tool may have made its cache a link. */
async function sharedStores(
  agents: readonly Agent[],
  location: Location,
  environment: NodeJS.ProcessEnv,
): Promise<SharedStore[]> {
  const found = await Promise.all(
    agents.map((agent) =>
      locateSharedStores(agent.workspace, { ...environment, ...agent.environment }, location),
    ),
  );
  const byPath = new Map(found.flat().map((store) => [store.path, store]));
  return Promise.all(
    [...byPath.values()].map(async (store) => ({
      ...store,
      path: await realpathOrSelf(store.path),
    })),
  );
}
