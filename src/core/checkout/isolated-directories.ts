/**
 * Directories that tools make again by themselves, and which Lanekeeper gives each agent apart or shares through a
 * cache. A pattern that happens to cover one does not copy it; one that names it does.
 */
const rebuilt: ReadonlySet<string> = new Set([
  'node_modules',
  'target',
  '__pycache__',
  '.mypy_cache',
  '.next',
  '.nox',
  '.nx',
  '.parcel-cache',
  '.pnpm-store',
  '.pytest_cache',
  '.ruff_cache',
  '.tox',
  '.turbo',
]);

/** Virtual environments hold the absolute path they were made at, and so work nowhere else (PEP 405). */
const unmovable: ReadonlySet<string> = new Set(['.venv', 'venv']);

/**
 * The first part of a path that is not to be copied along, with the reason; null when there is none.
 *
 * @param file with `/` between the parts
 * @param named directory names that the user's patterns spell out
 */
export function isolatedPart(
  file: string,
  named: ReadonlySet<string>,
): { readonly directory: string; readonly reason: string } | null {
  const parts = file.split('/');
  for (const [index, part] of parts.slice(0, -1).entries()) {
    const directory = parts.slice(0, index + 1).join('/');
    if (unmovable.has(part)) {
      return { directory, reason: 'a virtual environment works only where it was made' };
    }
    if (rebuilt.has(part) && !named.has(part)) {
      return { directory, reason: `tools make it again; a pattern that names "${part}" copies it` };
    }
  }
  return null;
}

/** The directory names that gitignore patterns spell out: `web/node_modules/` names `web` and `node_modules`. */
export function namedDirectories(patterns: readonly string[]): ReadonlySet<string> {
  return new Set(
    patterns.filter((line) => !line.startsWith('!')).flatMap((line) => line.trim().split('/')),
  );
}
