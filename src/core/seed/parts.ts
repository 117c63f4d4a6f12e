import path from 'node:path';
import type { EcosystemName } from '../environment/ecosystem.ts';
import { bytecodeKept, bytecodeOfPackages, inPrefix } from './python/bytecode.ts';
import { cargoKeeps } from './cargo-left-out.ts';
import type { SeedRelation } from './relation.ts';

/** One side of a seeding: an agent whose directories and environment are known. */
export interface SeedSide {
  /** Its namespace root, absolute. */
  readonly root: string;
  /** Its environment contract. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where its commands run, absolute and real. */
  readonly checkout: string;
}

/** A directory of what one ecosystem's tools keep between builds. */
export interface SeedPart {
  readonly ecosystem: EcosystemName;
  /** What people call it. */
  readonly name: string;
  /** Where it lies for an agent, absolute; null if the agent has none. */
  readonly place: (side: Pick<SeedSide, 'root' | 'environment'>) => string | null;
  /** Whether it is of use, and safe, in another checkout of the same repository. */
  readonly anyCheckout: boolean;
  /** Of use only where packages are copied as well. */
  readonly ofPackages?: true;
  /** What of it goes along, by paths relative to it. */
  readonly keeps: (from: string, relation: SeedRelation) => Promise<(relative: string) => boolean>;
}

const everything = (): Promise<() => boolean> => Promise.resolve(() => true);

function cache(
  ecosystem: EcosystemName,
  name: string,
  { anyCheckout }: { anyCheckout: boolean },
): SeedPart {
  return {
    ecosystem,
    name,
    place: ({ root }) => path.join(root, 'cache', name),
    anyCheckout,
    keeps: everything,
  };
}

/** Whether there is anything that an agent can take of one in the same checkout, or in another one. */
export function hasParts(
  ecosystems: readonly EcosystemName[],
  { isSameCheckout }: { readonly isSameCheckout: boolean },
): boolean {
  return seedParts.some(
    (part) => ecosystems.includes(part.ecosystem) && (isSameCheckout || part.anyCheckout),
  );
}

function withoutVitest(): Promise<(relative: string) => boolean> {
  return Promise.resolve((relative) => !relative.split(path.sep).includes('vitest'));
}

function withinLanekeeper(): Promise<(relative: string) => boolean> {
  return Promise.resolve((relative) => /^v(?:$|[/\\]lanekeeper(?:$|[/\\]))/.test(relative));
}

/**
 * All that is seeded. Each tool checks by content, or by path, time and size, whether what it finds is still true, so
 * that a stale entry costs time and never a wrong result. Adding a cache is adding a line. Never here: virtual
 * environments, whose programs name their own place; logs; and what belongs to one agent, as the tests that failed
 * last.
 */
export const seedParts: readonly SeedPart[] = [
  {
    ecosystem: 'rust',
    name: 'target',
    // Where the intermediates lie; finished programs are linked anew from there.
    place: ({ environment }) =>
      environment['CARGO_BUILD_BUILD_DIR'] ?? environment['CARGO_TARGET_DIR'] ?? null,
    anyCheckout: true,
    keeps: (from, { isSameCheckout, folders }) => cargoKeeps({ from, isSameCheckout, folders }),
  },
  // Entries name modules and carry a hash of each source.
  cache('python', 'mypy', { anyCheckout: true }),
  // How long all tests took, and not which failed last: that is the agent's own.
  { ...cache('python', 'pytest', { anyCheckout: true }), keeps: withinLanekeeper },
  // Keyed by the absolute path, checked by time and size; so is bytecode.
  cache('python', 'ruff', { anyCheckout: false }),
  { ...cache('python', 'pycache', { anyCheckout: true }), keeps: bytecodeKept },
  {
    ecosystem: 'python',
    name: 'pycache of packages',
    place: ({ root }) => path.join(root, 'cache', 'pycache', inPrefix(path.join(root, 'venv'))),
    anyCheckout: true,
    ofPackages: true,
    keeps: bytecodeOfPackages,
  },
  // Keyed by the absolute path, checked by time and size. jest's, in TMPDIR, has its own place in every key.
  cache('node', 'eslint', { anyCheckout: false }),
  cache('node', 'prettier', { anyCheckout: false }),
  // Of the packages in this checkout; vitest keeps in it which tests failed last.
  { ...cache('node', 'vite', { anyCheckout: false }), keeps: withoutVitest },
  // Names sources by the way from here to the checkout.
  cache('node', 'tsbuildinfo', { anyCheckout: false }),
];
