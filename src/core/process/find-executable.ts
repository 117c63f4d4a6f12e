import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * The absolute path of the program a shell would run for `name`, or null. Looks through the given environment's PATH
 * only, never the current directory: an empty or relative PATH entry names whatever directory one happens to be in, and
 * a checkout must not be able to slip in its own `cargo`. An absolute `name` is checked as it is; a relative path is
 * never found.
 */
export async function findExecutable(
  name: string,
  environment: NodeJS.ProcessEnv,
): Promise<string | null> {
  for (const candidate of executableCandidates(name, environment, process.platform)) {
    if (await isExecutableFile(candidate)) return candidate;
  }
  return null;
}

/** Every path at which `name` could lie, in the order in which the platform's shell looks. */
export function executableCandidates(
  name: string,
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): string[] {
  const paths = platform === 'win32' ? path.win32 : path.posix;
  const isPath = platform === 'win32' ? /[\\/:]/.test(name) : name.includes('/');
  // A NUL would make every file system call throw instead of answering "not there".
  if (name === '' || name.includes('\0') || (isPath && !paths.isAbsolute(name))) return [];

  const names = platform === 'win32' ? withExtensions(name, environment) : [name];
  if (isPath) return names;
  const directories = (variable(environment, 'PATH', platform) ?? '')
    .split(paths.delimiter)
    // cmd.exe allows an entry to be quoted.
    .map((entry) => (platform === 'win32' ? entry.replaceAll('"', '') : entry))
    .filter((entry) => paths.isAbsolute(entry) && !entry.includes('\0'));
  return directories.flatMap((directory) => names.map((each) => paths.join(directory, each)));
}

/** Windows runs `x` as `x.EXE` and so on; a name that already ends in such an extension stands for itself as well. */
function withExtensions(name: string, environment: NodeJS.ProcessEnv): string[] {
  const extensions = (variable(environment, 'PATHEXT', 'win32') || '.COM;.EXE;.BAT;.CMD')
    .split(';')
    .filter((extension) => extension.startsWith('.'));
  const extended = extensions.map((extension) => name + extension);
  const own = path.win32.extname(name).toLowerCase();
  const isComplete = extensions.some((extension) => extension.toLowerCase() === own);
  return isComplete ? [name, ...extended] : extended;
}

/** Windows variable names ignore case; only `process.env` itself does so by nature, a copy of it does not. */
function variable(
  environment: NodeJS.ProcessEnv,
  name: string,
  platform: NodeJS.Platform,
): string | undefined {
  if (platform !== 'win32' || name in environment) return environment[name];
  const key = Object.keys(environment).find((each) => each.toUpperCase() === name);
  return key === undefined ? undefined : environment[key];
}

async function isExecutableFile(candidate: string): Promise<boolean> {
  try {
    if (!(await stat(candidate)).isFile()) return false;
    // Windows has no execute bit: node treats X_OK as F_OK there.
    await access(candidate, constants.X_OK);
    return true;
  } catch {
    // Missing, unreadable, a broken link: in every case nothing that could be run.
    return false;
  }
}
