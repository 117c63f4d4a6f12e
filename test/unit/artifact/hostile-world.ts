import assert from 'node:assert/strict';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { clean, type CleanReport } from '../../../src/core/artifact/clean.ts';
import { createOwnedRoot } from '../../../src/core/artifact/marker.ts';
import { markerName } from '../../../src/core/artifact/marker-file.ts';
import { locate, type Location } from '../../../src/core/location.ts';
import type { OwnedRoot } from '../../../src/core/artifact/owned-root.ts';
import {
  build,
  foreignMarker,
  holdsForeign,
  makeCanary,
  snapshot,
  type HostileEntry,
} from './hostile-tree.ts';

/** Lanekeeper's state beside a tree that must stay as it is. */
export interface HostileWorld {
  readonly location: Location;
  readonly canary: string;
  /** The canary tree as it was made. */
  readonly before: readonly string[];
}

const agent = 'dev-1';
const uid = '5f0c9c1e-0000-4000-8000-000000000001';

/** `home` and `canary` side by side in an empty directory. */
export function makeWorld(directory: string): HostileWorld {
  const canary = path.join(directory, 'canary');
  makeCanary(canary, uid);
  const location = locate({ LANEKEEPER_HOME: path.join(directory, 'home') });
  mkdirSync(location.trash, { recursive: true });
  mkdirSync(location.namespaces);
  return { location, canary, before: snapshot(canary) };
}

let count = 0;

/**
 * Builds one hostile tree as an agent's namespace, cleans it, and fails unless the canary tree is untouched. `alone`
 * tells that nobody meddles meanwhile, so that what goes and what stays is known exactly and is checked as well.
 */
export async function cleanHostile(
  world: HostileWorld,
  entries: readonly HostileEntry[],
  { alone }: { readonly alone: boolean },
): Promise<CleanReport> {
  const { location, canary } = world;
  const name = `linux_x64-0-0-${(count += 1)}`;
  const place = path.join(location.namespaces, name);
  // Built out of the meddler's reach: otherwise the building itself would follow its links.
  const workshop = path.join(location.home, 'workshop', name);
  await createOwnedRoot('namespace', workshop, uid, agent);
  build(entries, workshop, { canary, root: place });
  renameSync(workshop, place);
  const root: OwnedRoot = { kind: 'namespace', path: place, uid };
  const options = { agent, uid, roots: [root], location };

  const foreign = alone ? foreignIn(place) : [];
  const foreseen = alone ? await clean({ ...options, dryRun: true }) : null;
  const report = await clean({ ...options, dryRun: false });

  assert.deepEqual(snapshot(canary), world.before, 'the canary tree has changed');
  for (const { directory, before } of foreign) assert.deepEqual(snapshot(directory), before);
  if (alone && entries.some(({ name }) => name === '.git')) {
    assert.match(report.kept[0]?.reason ?? '', /git repository/);
  } else if (alone && holdsForeign(entries)) {
    assert.deepEqual(
      new Set(report.kept.map(({ reason }) => reason)),
      new Set(['it belongs to agent another']),
    );
  } else if (alone) {
    assert.deepEqual(report.kept, []);
    assert.equal(existsSync(place), false);
    assert.equal(report.bytes, foreseen?.bytes);
    assert.deepEqual(readdirSync(location.trash), []);
  }
  return report;
}

interface Foreign {
  readonly directory: Buffer;
  readonly before: string[];
}

/** The outermost directories of other agents, each as it is. */
function foreignIn(directory: string): Foreign[] {
  const found: Foreign[] = [];
  const visit = (place: Buffer): void => {
    for (const name of readdirSync(place, { encoding: 'buffer' })) {
      const child = Buffer.concat([place, Buffer.from('/'), name]);
      if (!lstatSync(child).isDirectory()) continue;
      const marker = Buffer.concat([child, Buffer.from(`/${markerName}`)]);
      const content = attempt(() => readFileSync(marker, 'utf8'));
      if (content === foreignMarker) found.push({ directory: child, before: snapshot(child) });
      else visit(child);
    }
  };
  visit(Buffer.from(directory));
  return found;
}

function attempt<T>(action: () => T): T | null {
  try {
    return action();
  } catch {
    return null;
  }
}
