import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';

const manifests =
  /^(?:pyproject\.toml|setup\.(?:py|cfg)|uv\.lock|poetry\.lock|Pipfile(?:\.lock)?|(?:requirements|constraints).*\.(?:txt|in))$/;

/** Build backends that only copy Python files: what they install changes with the manifests alone (PEP 660). */
const copyingBackends: ReadonlySet<string> = new Set([
  'setuptools.build_meta',
  'setuptools.build_meta:__legacy__',
  'hatchling.build',
  'flit_core.buildapi',
  'poetry.core.masonry.api',
  'pdm.backend',
  'uv_build',
]);

const compiles = /ext[_-]modules|cffi_modules|rust_extensions|\bcython\b/i;

/**
 * The files whose content decides what an install of the project puts into the environment, absolute and sorted. Null
 * when that is more than manifests say, so that pip has to be asked each time: sources that are compiled, a folder that
 * is installed as a copy.
 *
 * @param requirementFiles names of those that are installed, in `directory`
 */
export async function installInputs(
  directory: string,
  files: readonly string[],
  requirementFiles: readonly string[],
): Promise<string[] | null> {
  const own = files
    .filter((name) => manifests.test(name))
    .map((name) => path.join(directory, name));
  if (await needsSources(directory, files)) return null;
  const found = new Set(own);
  const pending = requirementFiles.map((name) => path.join(directory, name));
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    found.add(file);
    const named = await namedBy(file, directory);
    if (named === null) return null;
    pending.push(...named.lists.filter((each) => !found.has(each)));
    for (const each of named.files) found.add(each);
  }
  return [...found].sort();
}

async function needsSources(directory: string, files: readonly string[]): Promise<boolean> {
  const read = async (name: string): Promise<string> =>
    files.includes(name) ? text(path.join(directory, name)) : '';
  const pyproject = await read('pyproject.toml');
  if (
    [pyproject, await read('setup.py'), await read('setup.cfg')].some((each) => compiles.test(each))
  )
    return true;
  if (/^source = \{ directory = /m.test(await read('uv.lock'))) return true;
  if (/@\s*file:/.test(pyproject)) return true;
  const backend = /^\s*build-backend\s*=\s*["']([^"']+)["']/m.exec(pyproject)?.[1];
  return backend !== undefined && !copyingBackends.has(backend);
}

/** What a requirements file names (https://pip.pypa.io/en/stable/reference/requirements-file-format/). */
async function namedBy(
  file: string,
  directory: string,
): Promise<{ lists: string[]; files: string[] } | null> {
  const lists: string[] = [];
  const files: string[] = [];
  for (const line of (await text(file)).split('\n').map((each) => each.trim())) {
    const list = /^(?:-r|-c|--requirement|--constraint)[ =]*(\S+)/.exec(line)?.[1];
    // These are relative to the file that names them, local projects to where pip runs.
    if (list !== undefined) lists.push(path.resolve(path.dirname(file), list));
    const editable = /^(?:-e|--editable)[ =]*([^\s[#]+)/.exec(line)?.[1];
    if (editable !== undefined && !editable.includes('://')) {
      const place = path.resolve(directory, editable);
      files.push(
        ...['pyproject.toml', 'setup.py', 'setup.cfg'].map((name) => path.join(place, name)),
      );
      if (await needsSources(place, ['pyproject.toml', 'setup.py', 'setup.cfg'])) return null;
    }
    const local = /^(?:[^#\s]+\s*@\s*)?(?:file:(?:\/\/)?)?(\.{0,2}\/[^\s[;#]*)/.exec(line)?.[1];
    if (local === undefined) continue;
    const place = path.resolve(directory, local);
    const stats = await stat(place).catch(() => null);
    if (stats?.isDirectory()) return null;
    files.push(place);
  }
  return { lists, files };
}

function text(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
