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
  ],
  node: [
    'package.json',
    'package-lock.json',
    'npm-shrinkwrap.json',
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    '.pnpmfile.cjs',
    'yarn.lock',
    '.yarnrc.yml',
    'bun.lock',
    'bun.lockb',
    'turbo.json',
    'nx.json',
    '.npmrc',
    '.nvmrc',
    '.node-version',
  ],
} as const satisfies Record<string, readonly string[]>;

const names: readonly string[] = Object.values(projectFileNames).flat();

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
