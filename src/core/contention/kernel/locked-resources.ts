import type { Cause } from '../causes.ts';

/** A lock file that a tool is known for. */
export interface LockedResource {
  readonly cause: Cause;
  /** The tool whose messages are about it; null where several programs lock it. */
  readonly tool: string | null;
  readonly path: RegExp;
  /** The tool's word for it in its messages. */
  readonly word: RegExp | null;
  /** What it is, as the object of "waits for". */
  readonly name: string;
  readonly cure: string;
}

const ownNamespace =
  'Two builds write one directory. Give the agent a worktree, or a namespace, of its own: then nobody waits, and nobody links what another compiled.';

/**
 * What is known of lock files, the first entry that matches. Of cargo: src/util/flock.rs and its callers; of uv: the
 * uses of `LockedFile` in crates/uv-fs.
 */
export const lockedResources: readonly LockedResource[] = [
  {
    cause: 'package-cache',
    tool: 'cargo',
    path: /\/\.package-cache(?:-mutate)?$/,
    word: /^(?:shared )?package cache(?: mutation)?$/,
    name: "cargo's package cache",
    cure: 'One cargo at a time resolves and downloads; it goes on by itself. "cargo fetch --locked" once spares all agents the wait.',
  },
  {
    cause: 'shared-target',
    tool: 'cargo',
    // Under one name up to 1.95, apart since: both words may mean one file.
    path: /\/\.cargo(?:-build|-artifact)?-lock$/,
    word: /^(?:build|artifact) directory$/,
    name: "cargo's build directory",
    cure: ownNamespace,
  },
  {
    cause: 'lockfile',
    tool: 'cargo',
    path: /\/Cargo\.lock$/,
    word: /^Cargo\.lock file$/,
    name: 'Cargo.lock',
    cure: 'Another cargo writes the lockfile of this checkout; it goes on by itself. An agent with a worktree of its own has its own.',
  },
  {
    cause: 'package-cache',
    tool: 'cargo',
    path: /\/\.crates2?\.(?:toml|json)$/,
    word: /^crate metadata$/,
    name: "the list of cargo's installed programs",
    cure: 'Another "cargo install" is under way; it goes on by itself.',
  },
  {
    cause: 'package-cache',
    tool: 'uv',
    path: /(?:\/uv[-/][^/]*(?:\/.*)?|\/)\.lock$|\/uv-[0-9a-f]+\.lock$/,
    word: null,
    name: 'what another uv works on',
    cure: 'It goes on by itself. Agents with virtual environments of their own do not meet here.',
  },
  {
    cause: 'package-cache',
    tool: 'npm',
    path: /\/_npx\/[0-9a-f]+\/concurrency\.lock$/,
    word: null,
    name: 'the package that another npx installs',
    cure: 'It goes on by itself once the package is there. As a dependency of the project nobody has to install it first.',
  },
  {
    cause: 'git',
    tool: 'git',
    path: /\/\.git\/.*\.lock$/,
    word: null,
    name: "git's lock",
    cure: 'Another git command is at work in this repository; agents in worktrees have an index of their own.',
  },
  {
    cause: 'system-packages',
    tool: null,
    path: /^\/var\/(?:lib\/(?:dpkg|apt|rpm)|cache\/apt)\//,
    word: null,
    name: "the system's packages",
    cure: 'One package manager at a time; it goes on by itself.',
  },
  {
    cause: 'database',
    tool: null,
    path: /\.(?:db|db3|sqlite|sqlite3)(?:-wal|-shm|-journal)?$/,
    word: null,
    name: 'a database',
    cure: 'Another program writes the database. Give the agent one of its own, or a longer busy timeout.',
  },
];

/** What is known of a locked file by its path. */
export function resourceAt(path: string | null, program: string): LockedResource | null {
  if (path === null) return null;
  const known = lockedResources.find(
    (each) =>
      each.path.test(path) && (each.tool === null || program.split(' ').includes(each.tool)),
  );
  return known ?? lockedResources.find((each) => each.word && each.path.test(path)) ?? null;
}

/** What a tool means by its word for a lock, where that is a lock of the kernel's. */
export function resourceNamed(tool: string, word: string): LockedResource | null {
  return lockedResources.find((each) => each.tool === tool && each.word?.test(word)) ?? null;
}
