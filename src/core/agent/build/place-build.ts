import { createHash } from 'node:crypto';
import { realpath, statfs } from 'node:fs/promises';
import path from 'node:path';
import { inventory } from '../../artifact/inventory.ts';
import { createOwnedRoot } from '../../artifact/marker.ts';
import type { OwnedRoot } from '../../artifact/owned-root.ts';
import { makePrivate } from '../../artifact/private-directory.ts';
import {
  type BuildPlace,
  type BuildPlaceFacts,
  chooseBuildPlace,
} from '../../environment/rust/build-place.ts';
import { splitsBuildDirectory, type RustToolchain } from '../../environment/rust/toolchain.ts';
import { LanekeeperError } from '../../error.ts';
import { readMachineLimits, readMemoryHeadroom } from '../../resource/machine-limits.ts';
import { mountOf } from '../../resource/mount.ts';
import type { Agent } from '../agent.ts';
import type { EngineContext } from '../context.ts';
import { buildDirectoryIn, isRepeatable, memoryInUse } from './memory-root.ts';
import { listAgents, updateAgent } from '../registry.ts';

type Context = Pick<EngineContext, 'store' | 'location' | 'configuration'>;
type Builder = Pick<Agent, 'id' | 'uid' | 'command' | 'interactive'>;

/** Where an agent's intermediates lie. */
export interface PlacedBuild {
  /** Absolute; null for the usual place in the namespace. */
  readonly directory: string | null;
  /** Why, as a sentence. */
  readonly reason: string;
}

/**
 * Decides where cargo's intermediates of an agent go in one of its namespaces, and makes the directory where that is in
 * memory; it is in the registry before it is made. Null without a cargo that keeps them apart.
 */
export async function placeBuild(
  context: Context,
  agent: Builder,
  namespace: string,
  toolchain: RustToolchain | null,
): Promise<PlacedBuild | null> {
  if (!toolchain || !splitsBuildDirectory(toolchain)) return null;
  const { store, location } = context;
  const choice = await decide(context, agent);
  if (choice.place === 'disk' || !location.memory)
    return { directory: null, reason: choice.reason };
  const name = createHash('sha256').update(namespace).digest('hex').slice(0, 8);
  const root: OwnedRoot = {
    kind: 'memory',
    path: path.join(location.memory.builds, `${agent.uid.slice(0, 8)}-${name}`),
    uid: agent.uid,
    limitBytes: choice.limitBytes,
  };
  await store.write((transaction) =>
    updateAgent(transaction, agent, ({ roots }) => ({
      roots: [...roots.filter((other) => other.path !== root.path), root],
    })),
  );
  const fault = await provideMemory(context, agent, root);
  return fault === null
    ? { directory: buildDirectoryIn(root), reason: choice.reason }
    : { directory: null, reason: `Cargo’s intermediates are on the disk. ${fault}` };
}

/**
 * Makes a build directory in memory, or finds it as it was; after a reboot there is none left.
 *
 * @returns null, or why there is none, as sentences
 */
export async function provideMemory(
  { location }: Pick<EngineContext, 'location'>,
  { id }: Pick<Agent, 'id'>,
  { kind, path: target, uid }: OwnedRoot,
): Promise<string | null> {
  if (!location.memory) return 'There is no tmpfs.';
  try {
    await makePrivate(location.memory.own);
    await createOwnedRoot(kind, target, uid, id);
    return null;
  } catch (fault) {
    if (fault instanceof LanekeeperError) return fault.message;
    return fault instanceof Error
      ? `It cannot be made in memory: ${fault.message}.`
      : String(fault);
  }
}

async function decide(context: Context, agent: Builder): Promise<BuildPlace> {
  const { buildDirectory: wish, memoryGigabytes } = context.configuration.rust;
  const usual: BuildPlaceFacts = {
    wish,
    limitBytes: Math.round(memoryGigabytes * 1024 ** 3),
    isRepeatable: !agent.interactive && isRepeatable(agent.command),
    totalBytes: 0,
    availableBytes: 0,
    tmpfs: null,
    others: [],
  };
  if (wish !== 'memory') return chooseBuildPlace(usual);
  return chooseBuildPlace({
    ...usual,
    totalBytes: readMachineLimits().memoryBytes,
    availableBytes: readMemoryHeadroom(),
    tmpfs: await tmpfsOf(context),
    others: await othersInMemory(context, agent),
  });
}

async function tmpfsOf({
  location,
}: Pick<EngineContext, 'location'>): Promise<BuildPlaceFacts['tmpfs']> {
  if (!location.memory) return null;
  const top = await realpath(path.dirname(location.memory.own)).catch(() => null);
  const mount = top === null ? null : mountOf(top);
  if (top === null || mount?.type !== 'tmpfs') return null;
  const { bavail, bsize } = await statfs(top);
  return {
    path: top,
    freeBytes: bavail * bsize,
    isNoexec: mount.options.includes('noexec'),
    isReadOnly: mount.options.includes('ro'),
  };
}

async function othersInMemory(
  { store }: Pick<EngineContext, 'store'>,
  { uid }: Builder,
): Promise<BuildPlaceFacts['others']> {
  const roots = listAgents(store)
    .filter((agent) => agent.uid !== uid)
    .flatMap((agent) => memoryInUse(agent) ?? []);
  return Promise.all(
    roots.map(async (root) => ({
      heldBytes: (await inventory([root])).bytes,
      limitBytes: root.limitBytes,
    })),
  );
}
