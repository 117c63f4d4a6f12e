import path from 'node:path';
import type { EcosystemName } from './ecosystem.ts';

/** Where things lie for this user on this platform; all absolute. */
export interface CachePlaces {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  /** %LOCALAPPDATA%; only asked for on Windows. */
  readonly local: string;
  readonly cache: string;
  readonly data: string;
  readonly config: string;
  readonly workspace: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly nodeFolders: readonly string[];
  readonly turboFolder: string;
  /** What stands for that folder in the main worktree; itself if it lies in no linked one. */
  readonly turboOwner: string;
}

/** A line of a configuration file that moves a cache; group 1 of the pattern is the path. */
export interface CacheSetting {
  readonly file: string;
  readonly pattern: RegExp;
}

export const sharedCacheNames = [
  'sccache',
  'pip',
  'uv',
  'npm',
  'pnpm',
  'yarnClassic',
  'yarn',
  'bun',
  'turbo',
] as const;

export type SharedCacheName = (typeof sharedCacheNames)[number];

export interface SharedCacheLocation {
  readonly path: string;
  /**
   * Who chose the path: a `variable` or a `file` of the user, the tool's `default`, or the `tool` itself by a rule that
   * a fixed path would defeat. A path chosen by a file or the tool is not exported to it, since variables beat files.
   * `private`: in the agent's namespace, because the shared one cannot be written.
   */
  readonly source: 'variable' | 'file' | 'default' | 'tool' | 'private';
  /** The shared cache, where it cannot be written, and why, as part of a sentence. */
  readonly unwritable?: { readonly path: string; readonly reason: string };
}

export type SharedCacheLocations = Readonly<Record<SharedCacheName, SharedCacheLocation>>;

interface SharedCache {
  /** What people call its tool. */
  readonly title: string;
  readonly ecosystem: EcosystemName;
  /** The tool works, and finds what is there, where it cannot write (measured, docs/caches.md). */
  readonly readsWithoutWriting?: true;
  /** The variables in which a user may have chosen the place, the one that the tool prefers first. */
  readonly variables: readonly string[];
  readonly settings: (places: CachePlaces) => readonly CacheSetting[];
  /** Where the tool puts it by itself. */
  readonly location: (places: CachePlaces) => string;
  /** What a relative value of a variable is relative to. */
  readonly base: (places: CachePlaces) => string;
  /** The tool hard-links out of it and chooses another place when the project is on another file system. */
  readonly needsSameDevice?: boolean;
}

const inWorkspace = (places: CachePlaces): string => places.workspace;

function byPlatform(
  places: CachePlaces,
  choice: { darwin: string; win32: string; other: string },
): string {
  if (places.platform === 'darwin') return path.join(places.home, 'Library', choice.darwin);
  if (places.platform === 'win32') return path.join(places.local, choice.win32);
  return path.join(places.cache, choice.other);
}

function npmrc(places: CachePlaces, key: string): CacheSetting[] {
  const user = places.environment['NPM_CONFIG_USERCONFIG'] || path.join(places.home, '.npmrc');
  const files = [...places.nodeFolders.map((folder) => path.join(folder, '.npmrc')), user];
  return files.map((file) => ({ file, pattern: new RegExp(`^\\s*${key}\\s*=\\s*(.+)$`, 'm') }));
}

/** In TOML; sccache/src/config.rs looks at no other place. */
function sccacheSettings(places: CachePlaces): CacheSetting[] {
  const own =
    places.platform === 'darwin'
      ? path.join(places.home, 'Library', 'Application Support', 'Mozilla.sccache', 'config')
      : places.platform === 'win32'
        ? path.join(places.home, 'AppData', 'Roaming', 'Mozilla', 'sccache', 'config', 'config')
        : path.join(places.config, 'sccache', 'config');
  const file = places.environment['SCCACHE_CONF'] || own;
  return [{ file, pattern: /^\[cache\.disk\][^[]*?^\s*dir\s*=\s*(["'].+["'])/m }];
}

function pnpmSettings(places: CachePlaces): CacheSetting[] {
  const yaml = /^storeDir:\s*(.+)$/m;
  const own =
    places.platform === 'darwin' && !places.environment['XDG_CONFIG_HOME']
      ? path.join(places.home, 'Library', 'Preferences', 'pnpm')
      : places.platform === 'win32'
        ? path.join(places.local, 'pnpm', 'config')
        : path.join(places.config, 'pnpm');
  return [
    ...places.nodeFolders.map((folder) => ({
      file: path.join(folder, 'pnpm-workspace.yaml'),
      pattern: yaml,
    })),
    ...npmrc(places, 'store-dir'),
    { file: path.join(own, 'config.yaml'), pattern: yaml },
    { file: path.join(own, 'rc'), pattern: /^\s*store-dir\s*=\s*(.+)$/m },
  ];
}

function pnpmStore(places: CachePlaces): string {
  const home = places.environment['PNPM_HOME'];
  if (home) return path.join(home, 'store');
  if (places.platform === 'linux' || places.environment['XDG_DATA_HOME']) {
    return path.join(places.data, 'pnpm', 'store');
  }
  return byPlatform(places, { darwin: 'pnpm/store', win32: 'pnpm/store', other: 'pnpm/store' });
}

/**
 * The caches that agents share, each built by its tool for concurrent use. Sources: the tools' documentation of their
 * settings; pnpm.io/settings#storedir, docs.astral.sh/uv/concepts/cache, pip.pypa.io/en/stable/topics/caching,
 * docs.npmjs.com/cli/using-npm/config#cache, bun.sh/docs/install/cache, yarnpkg.com/configuration/yarnrc,
 * github.com/mozilla/sccache/blob/main/docs/Local.md, turborepo.com/docs/reference/system-environment-variables.
 */
export const sharedCacheTable: Readonly<Record<SharedCacheName, SharedCache>> = {
  sccache: {
    title: 'sccache',
    ecosystem: 'rust',
    readsWithoutWriting: true,
    variables: ['SCCACHE_DIR'],
    settings: sccacheSettings,
    location: (places) =>
      byPlatform(places, {
        darwin: 'Caches/Mozilla.sccache',
        win32: 'Mozilla/sccache/cache',
        other: 'sccache',
      }),
    base: inWorkspace,
  },
  pip: {
    title: 'pip',
    ecosystem: 'python',
    variables: ['PIP_CACHE_DIR'],
    settings: (places) =>
      [
        places.environment['PIP_CONFIG_FILE'] ?? '',
        path.join(places.config, 'pip', 'pip.conf'),
        path.join(places.home, '.pip', 'pip.conf'),
        '/etc/pip.conf',
      ]
        .filter((file) => file !== '')
        .map((file) => ({ file, pattern: /^\s*cache-dir\s*[=:]\s*(.+)$/m })),
    location: (places) =>
      byPlatform(places, { darwin: 'Caches/pip', win32: 'pip/Cache', other: 'pip' }),
    base: inWorkspace,
  },
  uv: {
    title: 'uv',
    ecosystem: 'python',
    variables: ['UV_CACHE_DIR'],
    settings: (places) => [
      {
        file: path.join(places.config, 'uv', 'uv.toml'),
        pattern: /^\s*cache-dir\s*=\s*(.+)$/m,
      },
    ],
    location: (places) =>
      places.platform === 'win32'
        ? path.join(places.local, 'uv', 'cache')
        : path.join(places.cache, 'uv'),
    base: inWorkspace,
  },
  npm: {
    title: 'npm',
    ecosystem: 'node',
    variables: ['npm_config_cache', 'NPM_CONFIG_CACHE'],
    settings: (places) => npmrc(places, 'cache'),
    location: (places) =>
      places.platform === 'win32'
        ? path.join(places.local, 'npm-cache')
        : path.join(places.home, '.npm'),
    base: inWorkspace,
  },
  pnpm: {
    title: 'pnpm',
    ecosystem: 'node',
    variables: [
      'PNPM_CONFIG_STORE_DIR',
      'pnpm_config_store_dir',
      'npm_config_store_dir',
      'NPM_CONFIG_STORE_DIR',
      'PNPM_STORE_DIR',
    ],
    settings: pnpmSettings,
    location: pnpmStore,
    base: inWorkspace,
    needsSameDevice: true,
  },
  yarnClassic: {
    title: 'Yarn 1',
    ecosystem: 'node',
    variables: ['YARN_CACHE_FOLDER'],
    settings: () => [],
    location: (places) =>
      byPlatform(places, { darwin: 'Caches/Yarn', win32: 'Yarn/Cache', other: 'yarn' }),
    base: inWorkspace,
  },
  yarn: {
    title: 'Yarn',
    ecosystem: 'node',
    variables: ['YARN_GLOBAL_FOLDER'],
    settings: (places) => [
      {
        file: path.join(places.home, '.yarnrc.yml'),
        pattern: /^globalFolder:\s*(.+)$/m,
      },
    ],
    location: (places) => {
      if (places.platform === 'win32') return path.join(places.local, 'Yarn', 'Berry');
      const data = places.environment['XDG_DATA_HOME'];
      return data ? path.join(places.data, 'yarn', 'berry') : path.join(places.home, '.yarn/berry');
    },
    base: inWorkspace,
  },
  bun: {
    title: 'Bun',
    ecosystem: 'node',
    variables: ['BUN_INSTALL_CACHE_DIR'],
    settings: () => [],
    location: (places) =>
      path.join(
        places.environment['BUN_INSTALL'] || path.join(places.home, '.bun'),
        'install',
        'cache',
      ),
    base: inWorkspace,
  },
  turbo: {
    title: 'turbo',
    ecosystem: 'node',
    readsWithoutWriting: true,
    variables: ['TURBO_CACHE_DIR'],
    settings: (places) => [
      {
        file: path.join(places.turboFolder, 'turbo.json'),
        pattern: /^\s*"cacheDir"\s*:\s*("[^"]+")/m,
      },
    ],
    // In the main worktree, also when the workspace is a linked one: there turbo 2.8 has it by itself, and this
    // variable would turn that off; earlier ones share nothing without it.
    location: (places) => path.join(places.turboOwner, '.turbo', 'cache'),
    base: (places) => places.turboFolder,
  },
};
