import { homedir } from 'node:os';
import path from 'node:path';
import { detectProjects } from '../environment/ecosystems.ts';
import { locateSharedCaches } from '../environment/shared-caches.ts';
import type { Location } from '../location.ts';

/** A directory or file that several agents may write at once because its tool is built for that. */
export interface SharedStore {
  readonly name: string;
  readonly path: string;
  /** Whether it is a cache, whose entries stay; other stores hold state that comes and goes. */
  readonly isCache: boolean;
}

/** What a tool keeps for all of a user's projects, by a variable that moves it and the place it has without. */
interface ToolStore {
  readonly name: string;
  readonly variable?: string;
  readonly fallback: string;
  readonly isCache?: boolean;
}

/**
 * Stores beside the caches of `locateSharedCaches`. Each is locked, or only ever added to, by the tool that owns it:
 * cargo (doc.rust-lang.org/cargo/guide/cargo-home.html; package-cache lock), rustup (its proxies run at once), pnpm (locks
 * in /tmp that order access to the store and must not follow TMPDIR; a cache of lockfiles that it verified), and coding
 * CLIs, which keep the sessions that one user has open at once apart by session
 * (code.claude.com/docs/en/common-workflows, "Run parallel Claude Code sessions with Git worktrees").
 */
function toolStores(): readonly ToolStore[] {
  const cache = process.platform === 'darwin' ? 'Library/Caches' : '.cache';
  const user = String(process.getuid?.() ?? 0);
  return [
    { name: 'cargo', variable: 'CARGO_HOME', fallback: '.cargo', isCache: true },
    { name: 'rustup', variable: 'RUSTUP_HOME', fallback: '.rustup' },
    { name: 'pnpm', fallback: path.join(cache, 'pnpm') },
    { name: 'pnpm', fallback: '.local/state/pnpm' },
    { name: 'pnpm', fallback: `/tmp/pnpm-store-operation-locks-${user}` },
    { name: 'pnpm', fallback: `/tmp/pnpm-dir-locks-${user}` },
    { name: 'claude', variable: 'CLAUDE_CONFIG_DIR', fallback: '.claude' },
    { name: 'claude', fallback: '.claude.json' },
    { name: 'codex', variable: 'CODEX_HOME', fallback: '.codex' },
    { name: 'gemini', fallback: '.gemini' },
    { name: 'copilot', fallback: '.copilot' },
    { name: 'opencode', fallback: '.local/share/opencode' },
  ];
}

/**
 * What Lanekeeper itself shares between all its processes: a database, locks that the kernel orders, FIFOs of job servers
 * (one process serves those of all commands), what tasks leave, what Node.js compiled of the command line, which linker was
 * seen to link, each written once under a name of its own, what fetches of crates left out, the space put by for a full disk,
 * and the log of sccache.
 */
function ownStores({ home, database, trash }: Location): SharedStore[] {
  const files = [database, `${database}-wal`, `${database}-shm`, `${database}-journal`, trash];
  const others = [
    'locks',
    'bin',
    'jobs',
    'tasks',
    'results',
    'compiled',
    'crates',
    'linkers',
    'reserve',
    'sccache.log',
  ].map((name) => path.join(home, name));
  return [...files, ...others].map((file) => ({ name: 'lanekeeper', path: file, isCache: false }));
}

/** Every shared store of an agent that works in `workspace` with these variables; paths absolute, links unresolved. */
export async function locateSharedStores(
  workspace: string,
  environment: NodeJS.ProcessEnv,
  location: Location,
): Promise<SharedStore[]> {
  // A workspace that has gone has no projects; its agents are audited all the same.
  const projects = await detectProjects(workspace).catch(() => []);
  const caches = await locateSharedCaches({ workspace, projects, environment });
  return [
    ...Object.entries(caches).map(([name, { path: place }]) => ({
      name,
      path: place,
      isCache: true,
    })),
    ...toolStores().map(({ name, variable, fallback, isCache = false }) => ({
      name,
      isCache,
      path: path.resolve(
        homedir(),
        (variable === undefined ? undefined : environment[variable]) || fallback,
      ),
    })),
    ...ownStores(location),
  ];
}
