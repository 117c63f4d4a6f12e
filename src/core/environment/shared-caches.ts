import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { inMainWorktree } from '../cache/turbo-directory.ts';
import type { Project } from './ecosystem.ts';
import {
  type CachePlaces,
  type CacheSetting,
  type SharedCacheLocation,
  type SharedCacheLocations,
  type SharedCacheName,
  sharedCacheTable,
} from './shared-cache-table.ts';

export interface SharedCachesOptions {
  readonly workspace: string;
  readonly projects: readonly Project[];
  readonly environment: NodeJS.ProcessEnv;
  readonly platform?: NodeJS.Platform;
  readonly home?: string;
}

/**
 * Where each cache that agents share lies: where the user put it, else where the tool puts it by itself, so that what
 * is warm already is used. Nothing is created.
 */
export async function locateSharedCaches(
  options: SharedCachesOptions,
): Promise<SharedCacheLocations> {
  const places = await placesOf(options);
  const locate = (name: SharedCacheName): Promise<SharedCacheLocation> => locateOne(name, places);
  const [sccache, pip, uv, npm, pnpm, yarnClassic, yarn, bun, turbo] = await Promise.all([
    locate('sccache'),
    locate('pip'),
    locate('uv'),
    locate('npm'),
    locate('pnpm'),
    locate('yarnClassic'),
    locate('yarn'),
    locate('bun'),
    locate('turbo'),
  ]);
  return { sccache, pip, uv, npm, pnpm, yarnClassic, yarn, bun, turbo };
}

async function locateOne(name: SharedCacheName, places: CachePlaces): Promise<SharedCacheLocation> {
  const cache = sharedCacheTable[name];
  for (const variable of cache.variables) {
    const value = places.environment[variable];
    if (value) return { path: path.resolve(cache.base(places), value), source: 'variable' };
  }
  for (const setting of cache.settings(places)) {
    const configured = await readSetting(setting, places);
    if (configured !== null) return { path: configured, source: 'file' };
  }
  const location = cache.location(places);
  const isLeftToTool = cache.needsSameDevice && !(await areOnOneDevice(location, places.workspace));
  return { path: location, source: isLeftToTool ? 'tool' : 'default' };
}

async function readSetting(setting: CacheSetting, places: CachePlaces): Promise<string | null> {
  const text = await readFile(setting.file, 'utf8').catch(() => null);
  const value = text === null ? undefined : setting.pattern.exec(text)?.[1]?.trim();
  if (!value) return null;
  const plain = value
    .replace(/^(["'])(.*)\1$/, '$2')
    .replace(/\$\{(\w+)\}/g, (whole, name: string) => places.environment[name] ?? whole)
    .replace(/^~(?=$|[/\\])/, () => places.home);
  return path.resolve(path.dirname(setting.file), plain);
}

/** Whether a hard link from one to the other could work. What does not exist counts as its nearest folder that does. */
async function areOnOneDevice(a: string, b: string): Promise<boolean> {
  const [one, other] = await Promise.all([deviceOf(a), deviceOf(b)]);
  return one === other;
}

async function deviceOf(file: string): Promise<number | null> {
  for (let at = file; ; at = path.dirname(at)) {
    const stats = await stat(at).catch(() => null);
    if (stats) return stats.dev;
    if (path.dirname(at) === at) return null;
  }
}

async function placesOf(options: SharedCachesOptions): Promise<CachePlaces> {
  const { environment, workspace, projects } = options;
  const platform = options.platform ?? process.platform;
  const home = options.home ?? homedir();
  const local = environment['LOCALAPPDATA'] || path.join(home, 'AppData', 'Local');
  // The XDG Base Directory Specification says that relative values are to be ignored.
  const xdg = (name: string, fallback: string): string => {
    const value = environment[name];
    return value && path.isAbsolute(value) ? value : path.join(home, fallback);
  };
  const folders = projects
    .filter(({ ecosystem }) => ecosystem === 'node')
    .map(({ directory, files }) => ({ path: path.join(workspace, directory), files }));
  const turboFolder = folders.find(({ files }) => files.includes('turbo.json'))?.path ?? workspace;
  return {
    platform,
    home,
    local,
    cache: xdg('XDG_CACHE_HOME', '.cache'),
    data: xdg('XDG_DATA_HOME', '.local/share'),
    config: xdg('XDG_CONFIG_HOME', '.config'),
    workspace,
    environment,
    nodeFolders: folders.map((folder) => folder.path),
    turboFolder,
    turboOwner: (await inMainWorktree(turboFolder)) ?? turboFolder,
  };
}
