/** What asdf and mise choose the versions of any tool by. */
const toolVersions = ['.tool-versions', 'mise.toml', '.mise.toml'] as const;

/**
 * The names of lockfiles and build manifests, by ecosystem: what decides how and from what something is built. `*`
 * stands for anything within the name. Add a name here to make it part of every project hash.
 */
export const projectFileNames = {
  rust: [
    'Cargo.toml',
    'Cargo.lock',
    'rust-toolchain',
    'rust-toolchain.toml',
    '.cargo/config.toml',
    '.cargo/config',
    '.config/nextest.toml',
    ...toolVersions,
  ],
  python: [
    'pyproject.toml',
    'setup.py',
    'setup.cfg',
    'requirements*.txt',
    'requirements*.in',
    'constraints*.txt',
    'uv.lock',
    'poetry.lock',
    'pdm.lock',
    'pylock*.toml',
    'Pipfile',
    'Pipfile.lock',
    'conda-lock.yml',
    'environment.yml',
    '.python-version',
    'tox.ini',
    ...toolVersions,
  ],
  node: [
    'package.json',
    'package-lock.json',
    'npm-shrinkwrap.json',
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    '.pnpmfile.cjs',
    '.pnpmfile.mjs',
    'yarn.lock',
    '.yarnrc.yml',
    'bun.lock',
    'bun.lockb',
    'bunfig.toml',
    'turbo.json',
    'turbo.jsonc',
    'nx.json',
    '.npmrc',
    '.nvmrc',
    '.node-version',
    ...toolVersions,
  ],
} as const satisfies Record<string, readonly string[]>;

const names: readonly string[] = [...new Set(Object.values(projectFileNames).flat())];

/** Folders whose own names begin with a dot and that hold such files. */
export const projectFolders: readonly string[] = ['.cargo', '.config'];

/** Pathspecs for git: each name in any folder (`:(glob)` makes `**` and `*` mean what gitignore says they do). */
export const projectFilePatterns: readonly string[] = names.map((name) => `:(glob)**/${name}`);

const matchers = new Map<readonly string[], RegExp>();

/** Whether a path with `/` between its parts ends in one of the names, by default those of any ecosystem. */
export function isProjectFile(relative: string, among: readonly string[] = names): boolean {
  const matcher = matchers.get(among) ?? matcherOf(among);
  matchers.set(among, matcher);
  return matcher.test(relative);
}

function matcherOf(among: readonly string[]): RegExp {
  const alternatives = among
    .map((name) => name.replaceAll('.', '\\.').replaceAll('*', '[^/]*'))
    .join('|');
  return new RegExp(`(?:^|/)(?:${alternatives})$`);
}
