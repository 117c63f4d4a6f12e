import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A package of the generated repository: what it is called, and what must be done before it. */
export interface Package {
  readonly name: string;
  readonly dependsOn: readonly string[];
}

/** How one runner does `build` of all packages, in a repository of its own. */
export interface Runner {
  readonly name: string;
  /** Its packages of npm; none for ours. */
  readonly install: readonly string[];
  /** Writes what it reads, beside the sources. */
  readonly configure: (root: string, packages: readonly Package[], line: string) => void;
  /** A line for bash; `$BIN` holds the runners' programs. */
  readonly command: string;
  readonly environment?: (root: string) => Record<string, string>;
  /** Where its cache lies besides `dist`, relative to the repository. */
  readonly caches: readonly string[];
  /** A line for bash that ends what it leaves running. */
  readonly end?: string;
}

const lanekeeper = path.resolve(import.meta.dirname, '../dist/cli.cjs');

function write(root: string, file: string, content: object | string): void {
  const place = path.join(root, file);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, typeof content === 'string' ? content : JSON.stringify(content, null, 1));
}

function scripts(script: string, more: (each: Package) => object = () => ({})) {
  return (root: string, packages: readonly Package[]): void => {
    for (const each of packages) {
      const dependencies: Record<string, string> = {};
      for (const name of each.dependsOn) dependencies[name] = '*';
      const manifest = { name: each.name, version: '1.0.0', dependencies };
      write(root, `packages/${each.name}/package.json`, {
        ...manifest,
        scripts: { build: script },
        ...more(each),
      });
    }
  };
}

function root(more: object = {}): object {
  return {
    name: 'root',
    private: true,
    packageManager: 'npm@11.6.2',
    workspaces: ['packages/*'],
    ...more,
  };
}

/** What npm would write, so that runners which read a lockfile find one. */
function lockfile(directory: string, packages: readonly Package[]): void {
  const entries: Record<string, object> = { '': { name: 'root', workspaces: ['packages/*'] } };
  for (const { name } of packages) {
    entries[`packages/${name}`] = { name, version: '1.0.0' };
    entries[`node_modules/${name}`] = { resolved: `packages/${name}`, link: true };
  }
  write(directory, 'package-lock.json', {
    name: 'root',
    lockfileVersion: 3,
    requires: true,
    packages: entries,
  });
}

export const runners: readonly Runner[] = [
  {
    name: 'lanekeeper',
    install: [],
    configure: (directory, packages, line) => {
      const tasks: Record<string, object> = {
        all: { dependsOn: packages.map(({ name }) => name) },
      };
      for (const { name, dependsOn } of packages) {
        const globs = { inputs: ['src/**'], outputs: ['dist/**'] };
        tasks[name] = { command: line, directory: `packages/${name}`, ...globs, dependsOn };
      }
      write(directory, 'lanekeeper.json', { tasks });
    },
    command: `node ${lanekeeper} task run all --concurrency 4`,
    environment: (directory) => ({ LANEKEEPER_HOME: path.join(directory, '.home') }),
    // All that is there but what Node.js compiled of the program, which is of no checkout.
    caches: ['.home/lanekeeper.db*', '.home/reserve', '.home/results', '.home/tasks'],
  },
  {
    name: 'turbo',
    install: ['turbo@2.11.11'],
    configure: (directory, packages, line) => {
      scripts(line)(directory, packages);
      lockfile(directory, packages);
      write(directory, 'package.json', root());
      const build = { dependsOn: ['^build'], inputs: ['src/**'], outputs: ['dist/**'] };
      write(directory, 'turbo.json', { tasks: { build } });
    },
    command: '$BIN/turbo run build --concurrency=4 --output-logs=errors-only',
    environment: () => ({ TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' }),
    caches: ['.turbo', 'node_modules/.cache'],
  },
  {
    name: 'wireit',
    install: ['wireit@0.14.13'],
    configure: (directory, packages, line) => {
      scripts('wireit', ({ dependsOn }) => ({
        wireit: {
          build: {
            command: line,
            files: ['src/**'],
            output: ['dist/**'],
            dependencies: dependsOn.map((name) => `../${name}:build`),
          },
        },
      }))(directory, packages);
      write(
        directory,
        'package.json',
        root({
          scripts: { build: 'wireit' },
          wireit: {
            build: { dependencies: packages.map(({ name }) => `./packages/${name}:build`) },
          },
        }),
      );
    },
    command: 'PATH=$BIN:$PATH node --run build',
    environment: () => ({ WIREIT_PARALLEL: '4' }),
    caches: ['.wireit', 'packages/*/.wireit'],
  },
  {
    name: 'nx',
    install: ['nx@24.0.6'],
    configure: (directory, packages, line) => {
      for (const { name, dependsOn } of packages) {
        const command = { command: line, cwd: `packages/${name}` };
        write(directory, `packages/${name}/project.json`, {
          name,
          implicitDependencies: dependsOn,
          targets: { build: { executor: 'nx:run-commands', options: command } },
        });
      }
      write(directory, 'package.json', { name: 'root', private: true });
      write(directory, 'nx.json', {
        analytics: false,
        targetDefaults: {
          build: {
            cache: true,
            dependsOn: ['^build'],
            inputs: ['{projectRoot}/src/**'],
            outputs: ['{projectRoot}/dist'],
          },
        },
      });
    },
    command: '$BIN/nx run-many -t build --parallel=4 --outputStyle=static',
    environment: (directory) => ({
      NX_DAEMON: 'true',
      NX_CACHE_DIRECTORY: path.join(directory, '.nx/cache'),
      NX_NO_CLOUD: 'true',
    }),
    caches: ['.nx/cache', '.nx/workspace-data'],
    end: '$BIN/nx daemon --stop',
  },
  {
    name: 'lage',
    install: ['lage@2.17.0'],
    configure: (directory, packages, line) => {
      scripts(line)(directory, packages);
      lockfile(directory, packages);
      write(directory, 'package.json', root());
      write(
        directory,
        'lage.config.js',
        `module.exports = { pipeline: { build: { dependsOn: ['^build'], inputs: ['src/**'], outputs: ['dist/**'] } }, npmClient: 'npm', concurrency: 4, cacheOptions: { outputGlob: ['dist/**'] } };`,
      );
    },
    command: '$BIN/lage build --log-level=error',
    caches: ['node_modules/.cache', 'packages/*/node_modules'],
  },
  {
    name: 'moon',
    install: ['@moonrepo/cli@2.5.5'],
    configure: (directory, packages, line) => {
      write(directory, '.moon/workspace.yml', "projects: ['packages/*']\n");
      for (const { name, dependsOn } of packages) {
        const task = [
          `dependsOn: [${dependsOn.map((each) => `'${each}'`).join(', ')}]`,
          'tasks:',
          '  build:',
          `    script: "${line}"`,
          "    deps: ['^:build']",
          "    inputs: ['src/**/*']",
          "    outputs: ['dist']",
        ];
        write(directory, `packages/${name}/moon.yml`, `${task.join('\n')}\n`);
      }
    },
    command: '$BIN/moon run :build --concurrency 4',
    environment: () => ({ MOON_TELEMETRY: 'false' }),
    caches: ['.moon/cache'],
  },
];

/** Takes away what a runner knows of earlier runs. */
export function makeCold({ caches }: Runner, directory: string): void {
  takeAway(directory, ['packages/*/dist', ...caches]);
}

export function removeOutputs(directory: string): void {
  takeAway(directory, ['packages/*/dist']);
}

/**
 * Moves and does not delete, for the reason of `putAway`.
 */
function takeAway(directory: string, globs: readonly string[]): void {
  const away = mkdtempSync(`${directory}-away-`);
  const line = `shopt -s nullglob dotglob; for each in ${globs.join(' ')}; do
    [ -e "$each" ] || continue
    mkdir -p "${away}/$(dirname "$each")" && mv "$each" "${away}/$each"
  done`;
  execFileSync('bash', ['-c', line], { cwd: directory });
}
