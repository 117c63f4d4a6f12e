import path from 'node:path';
import type { Project } from '../environment/ecosystem.ts';
import { readNodeProject } from '../environment/node/project.ts';

/** Lockfiles of Python by the tool that writes them. */
const pythonLockfiles: Readonly<Record<string, string>> = {
  'uv.lock': 'uv',
  'poetry.lock': 'poetry',
  'pdm.lock': 'pdm',
  'Pipfile.lock': 'pipenv',
};

const nodeLockfiles: readonly string[] = [
  'pnpm-lock.yaml',
  'yarn.lock',
  'bun.lock',
  'bun.lockb',
  'package-lock.json',
  'npm-shrinkwrap.json',
];

/**
 * A note for each project that has lockfiles of several package managers: all of them are inputs of the namespace, and
 * one manager is used.
 */
export async function lockfileNotes(
  workspace: string,
  projects: readonly Project[],
): Promise<string[]> {
  const notes: string[] = [];
  for (const { ecosystem, directory, files } of projects) {
    if (ecosystem === 'node') {
      const present = nodeLockfiles.filter((name) => files.includes(name));
      if (present.length < 2) continue;
      const folder = path.join(workspace, directory);
      const { packageManager, isNamed } = await readNodeProject(folder, files);
      const why = isNamed
        ? 'package.json names it'
        : 'of several the first in the order pnpm, yarn, bun, npm is taken';
      notes.push(`${listOf(directory, present)} ${packageManager} is used, as ${why}.`);
    } else if (ecosystem === 'python') {
      const present = Object.keys(pythonLockfiles).filter((name) => files.includes(name));
      if (present.length < 2) continue;
      const used = files.includes('uv.lock')
        ? 'uv.lock is used where uv is installed, else pip installs what pyproject.toml asks for.'
        : 'None of them is used: pip installs what the project asks for.';
      notes.push(`${listOf(directory, present)} ${used}`);
    }
  }
  return notes;
}

function listOf(directory: string, names: readonly string[]): string {
  const where = directory === '.' ? '' : ` in ${directory}`;
  return `There are lockfiles of several package managers${where}: ${names.join(', ')}. All are inputs.`;
}
