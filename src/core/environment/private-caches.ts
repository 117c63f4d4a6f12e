import path from 'node:path';
import { whyUnwritable } from '../cache/unwritable.ts';
import type { ContractContext, EcosystemName, EnvironmentNote, Project } from './ecosystem.ts';
import {
  type SharedCacheLocation,
  type SharedCacheLocations,
  type SharedCacheName,
  sharedCacheNames,
  sharedCacheTable,
} from './shared-cache-table.ts';

/**
 * Gives an agent a cache of its own in place of each shared one that cannot be written and that its tool needs to
 * write: uv, npm and pnpm then fail, and pip does without any (docs/caches.md). The agent's own are cleaned up with it.
 */
export async function withPrivateCaches(
  caches: SharedCacheLocations,
  namespaceRoot: string,
): Promise<SharedCacheLocations> {
  const decided = await Promise.all(
    sharedCacheNames.map(async (name) => {
      const decision = await decide(name, caches[name], namespaceRoot);
      return [name, decision] satisfies [SharedCacheName, SharedCacheLocation];
    }),
  );
  return { ...caches, ...Object.fromEntries(decided) };
}

async function decide(
  name: SharedCacheName,
  cache: SharedCacheLocation,
  namespaceRoot: string,
): Promise<SharedCacheLocation> {
  // Where the tool itself chooses, it chooses what it can write.
  if (cache.source === 'tool') return cache;
  const reason = await whyUnwritable(cache.path);
  if (reason === null) return cache;
  const unwritable = { path: cache.path, reason };
  return sharedCacheTable[name].readsWithoutWriting
    ? { ...cache, unwritable }
    : { path: path.join(namespaceRoot, 'cache', name), source: 'private', unwritable };
}

/** What agents of the workspace's ecosystems should know of the shared caches that cannot be written. */
export function describePrivateCaches({
  caches,
  projects,
}: Pick<ContractContext, 'caches' | 'projects'>): EnvironmentNote[] {
  return sharedCacheNames.flatMap((name) => {
    const { source, unwritable } = caches[name];
    const { title, ecosystem } = sharedCacheTable[name];
    if (!unwritable || !isUsed(ecosystem, projects)) return [];
    const then =
      source === 'private'
        ? 'so this agent has one of its own and shares none of its downloads'
        : 'so what it holds is found and nothing is added to it';
    const text = `The cache of ${title} in ${unwritable.path} cannot be written (${unwritable.reason}), ${then}.`;
    return [{ text: `${text} Make it writable and spawn another agent.`, isSet: true }];
  });
}

function isUsed(ecosystem: EcosystemName, projects: readonly Project[]): boolean {
  return projects.some((project) => project.ecosystem === ecosystem);
}
