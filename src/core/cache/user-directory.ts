import { homedir } from 'node:os';
import path from 'node:path';

/** The home directory that tools of this environment see. */
export function homeDirectory(environment: NodeJS.ProcessEnv): string {
  return environment[process.platform === 'win32' ? 'USERPROFILE' : 'HOME'] || homedir();
}

/**
 * The platform's directory for a user's caches, as Rust's `directories` crate and most tools have it: XDG_CACHE_HOME if
 * absolute (XDG Base Directory Specification), `~/Library/Caches`, `%LOCALAPPDATA%`.
 */
export function userCacheDirectory(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): string {
  const home = homeDirectory(environment);
  if (platform === 'darwin') return path.join(home, 'Library', 'Caches');
  if (platform === 'win32')
    return environment['LOCALAPPDATA'] || path.join(home, 'AppData', 'Local');
  return absolute(environment['XDG_CACHE_HOME']) ?? path.join(home, '.cache');
}

/** As `userCacheDirectory`, for settings: XDG_CONFIG_HOME, `~/Library/Application Support`, `%APPDATA%`. */
export function userConfigurationDirectory(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): string {
  const home = homeDirectory(environment);
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support');
  if (platform === 'win32') return environment['APPDATA'] || path.join(home, 'AppData', 'Roaming');
  return absolute(environment['XDG_CONFIG_HOME']) ?? path.join(home, '.config');
}

function absolute(directory: string | undefined): string | null {
  return directory && path.isAbsolute(directory) ? directory : null;
}
