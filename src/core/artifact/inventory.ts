import path from 'node:path';
import { measureDirectory, sharedBytes, type LinkLedger, type Measure } from './measure.ts';
import type { OwnedRoot } from './owned-root.ts';
import { holdIfThere } from './presence.ts';

export const artifactKinds = [
  'target',
  'build',
  'venv',
  'cache',
  'log',
  'temporary',
  'worktree',
  'memory',
  'other',
] as const;

export type ArtifactKind = (typeof artifactKinds)[number];

/** One thing that an agent's tools wrote. `bytes` is allocated disk space, `files` counts all but directories. */
export interface ArtifactItem {
  readonly kind: ArtifactKind;
  readonly path: string;
  readonly bytes: number;
  readonly files: number;
}

/** All that an agent wrote, largest item first. A file with several names counts once, under one of them. */
export interface ArtifactInventory {
  /** Sum over the items: what `du` says of the roots. */
  readonly bytes: number;
  readonly files: number;
  /** The part of `bytes` that deleting would not free, because those files also have a name outside the roots. */
  readonly sharedBytes: number;
  readonly items: readonly ArtifactItem[];
}

/** Directories of a namespace root by name; see `environment/` for who writes where. */
const kindByName: ReadonlyMap<string, ArtifactKind> = new Map([
  ['target', 'target'],
  ['build', 'build'],
  ['venv', 'venv'],
  ['log', 'log'],
]);

type CountedItem = { readonly kind: ArtifactKind; readonly path: string } & Measure;

/** What lies in the roots that exist. Links are never followed, mounts never entered. Throws `interrupted`. */
export async function inventory(
  roots: readonly Pick<OwnedRoot, 'kind' | 'path'>[],
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<ArtifactInventory> {
  const ledger: LinkLedger = new Map();
  const items: CountedItem[] = [];
  for (const root of roots) {
    const directory = holdIfThere(root.path);
    if (!directory) continue;
    const parts: CountedItem[] = [];
    const sumOf = (place: string): Measure | null => {
      const kind = root.kind === 'namespace' ? kindOf(path.relative(root.path, place)) : null;
      if (kind === null) return null;
      const part = { kind, path: place, bytes: 0, files: 0 };
      parts.push(part);
      return part;
    };
    try {
      const rest = await measureDirectory(directory, root.path, { ledger, sumOf, ...options });
      const kind = root.kind === 'namespace' ? 'other' : root.kind;
      items.push(...parts, { kind, path: root.path, ...rest });
    } finally {
      directory.release();
    }
  }
  items.sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1));
  return {
    bytes: items.reduce((sum, item) => sum + item.bytes, 0),
    files: items.reduce((sum, item) => sum + item.files, 0),
    sharedBytes: sharedBytes(ledger),
    items,
  };
}

/** Each directory in `cache` is the cache of one tool, and shown as such. */
function kindOf(relative: string): ArtifactKind | null {
  const [first, second, ...rest] = relative.split(path.sep);
  if (first === 'cache' && second !== undefined && rest.length === 0) return 'cache';
  return second === undefined ? (kindByName.get(first ?? '') ?? null) : null;
}
