import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { clean, type CleanOptions, type CleanReport } from '../../../src/core/artifact/clean.ts';
import { createOwnedRoot } from '../../../src/core/artifact/marker.ts';
import type { OwnedRoot } from '../../../src/core/artifact/owned-root.ts';
import { locate, type Location } from '../../../src/core/location.ts';

/** The agent whose artifacts the tests clean. */
export const owner = { agent: 'dev-1', uid: '5f0c9c1e-0000-4000-8000-000000000001' } as const;

export function locationIn(directory: string): Location {
  return locate({ LANEKEEPER_HOME: path.join(directory, 'home') });
}

/** A namespace of the owner, with the given files (content is the name). */
export async function namespaceWith(
  location: Location,
  files: readonly string[],
): Promise<OwnedRoot> {
  const place = path.join(location.namespaces, 'linux_x64-0-0-dev-1');
  const root = await createOwnedRoot('namespace', place, owner.uid, owner.agent);
  for (const file of files) writeBelow(place, file);
  return root;
}

export function writeBelow(directory: string, file: string): void {
  const place = path.join(directory, file);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, file);
}

export function cleanOwned(
  location: Location,
  roots: readonly OwnedRoot[],
  options: Partial<CleanOptions> = {},
): Promise<CleanReport> {
  return clean({ ...owner, location, roots, dryRun: false, ...options });
}
