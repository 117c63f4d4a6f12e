import { execFile } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { polyglot } from '../tools/polyglot.ts';
import { commitAll } from './commit-all.ts';

const run = promisify(execFile);

/** Pinned, so that two runs measure the same; large enough to be what people wait for. */
const pythonPackages = ['numpy==2.3.5', 'pandas==2.3.3'];
const nodePackages = { eslint: '10.15.0', turbo: '2.11.11', vite: '8.3.8' };

/** The fixture's Python package with packages that people use and a lockfile, as a git repository; absolute. */
export async function pythonWorkspace(directory: string): Promise<string> {
  await copyFixture('python', directory);
  const file = path.join(directory, 'pyproject.toml');
  const settings = await readFile(file, 'utf8');
  const more = pythonPackages.map((name) => `"${name}"`).join(', ');
  const changed = settings
    .replace('"packaging>=24"', `"packaging>=24", ${more}`)
    // What these versions have wheels for.
    .replace('requires-python = ">=3.9"', 'requires-python = ">=3.11"');
  await writeFile(file, changed);
  await run('uv', ['lock', '--quiet'], { cwd: directory });
  await commitAll(directory);
  return directory;
}

/** The fixture's pnpm workspace, built by turbo, with packages that people use, as a git repository; absolute. */
export async function nodeWorkspace(directory: string): Promise<string> {
  await copyFixture('node', directory);
  await run('npm', ['pkg', 'set', ...developmentPackages()], { cwd: directory });
  const turbo = { tasks: { build: { dependsOn: ['^build'], outputs: ['dist/**'] } } };
  await writeFile(path.join(directory, 'turbo.json'), JSON.stringify(turbo));
  await run('pnpm', ['install', '--lockfile-only', '--no-frozen-lockfile'], { cwd: directory });
  await commitAll(directory);
  return directory;
}

function developmentPackages(): string[] {
  return Object.entries(nodePackages).map(
    ([name, version]) => `devDependencies.${name}=${version}`,
  );
}

async function copyFixture(name: 'python' | 'node', directory: string): Promise<void> {
  const left = new Set(['node_modules', 'dist', '.turbo', '__pycache__', '.venv']);
  await cp(path.join(polyglot, name), directory, {
    recursive: true,
    filter: (source) => !left.has(path.basename(source)),
  });
  await writeFile(path.join(directory, '.gitignore'), 'node_modules\ndist\n.turbo\n__pycache__\n');
}
