import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from './project.ts';

/** The small real repository that tests and `npm start` work on: Rust, Python and Node side by side. */
export const polyglot = path.join(root, 'test', 'fixtures', 'polyglot');

const generated = new Set(['target', 'node_modules', 'dist', '.venv', '.turbo', '__pycache__']);

/** Copies the fixture to `directory`, which must not exist, as a git repository with one commit. */
export async function copyPolyglot(directory: string): Promise<void> {
  await cp(polyglot, directory, {
    recursive: true,
    errorOnExist: true,
    force: false,
    filter: (source) => !generated.has(path.basename(source)),
  });
  const git = (...parameters: string[]): Promise<unknown> =>
    promisify(execFile)('git', ['-C', directory, ...parameters]);
  await git('init', '--quiet', '--initial-branch=main');
  await git('config', 'user.name', 'Lanekeeper');
  await git('config', 'user.email', 'lanekeeper@localhost');
  // A signing key or hooks of the developer's own have no place in it.
  await git('config', 'commit.gpgsign', 'false');
  await git('config', 'core.hooksPath', '/dev/null');
  await git('add', '--all');
  await git('commit', '--quiet', '--message=Begin');
}
