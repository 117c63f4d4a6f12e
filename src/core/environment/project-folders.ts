import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { LanekeeperError } from '../error.ts';
import type { EcosystemName, Project } from './ecosystem.ts';

/** Folders that hold products of tools, or other people's projects. */
const skipped: ReadonlySet<string> = new Set([
  'node_modules',
  'target',
  'venv',
  'env',
  'dist',
  'build',
  'out',
  'vendor',
  'third_party',
]);

/** A repository of more top-level folders than this is looked at in part. */
const maxFolders = 200;

interface Folder {
  readonly directory: string;
  readonly files: readonly string[];
}

/**
 * Where an ecosystem's tools have something to do: the workspace itself when `isProject` holds for the names in it, or
 * else every folder one level below for which it does. A project at the root speaks for those below, which are its
 * members. Links are not followed.
 *
 * @throws LanekeeperError `workspace-missing`
 */
export async function findProjects(
  workspace: string,
  ecosystem: EcosystemName,
  isProject: (folder: { path: string; files: readonly string[] }) => Promise<boolean>,
): Promise<Project[]> {
  const [root, ...below] = await readFolders(workspace);
  const matches = async (folder: Folder): Promise<boolean> =>
    isProject({ path: path.join(workspace, folder.directory), files: folder.files });
  const found: Folder[] = [];
  if (root && (await matches(root))) found.push(root);
  else for (const folder of below) if (await matches(folder)) found.push(folder);
  return found.map(({ directory, files }) => ({ ecosystem, directory, files }));
}

/** The workspace first, then the folders in it, each with the names of its files in byte order. */
async function readFolders(workspace: string): Promise<Folder[]> {
  const entries = await readdir(workspace, { withFileTypes: true }).catch((cause: unknown) => {
    throw new LanekeeperError(
      'workspace-missing',
      `${workspace} cannot be read as a folder.`,
      'Give the path of an existing folder that you may read.',
      { cause },
    );
  });
  const names = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .filter((name) => !skipped.has(name))
    .sort()
    .slice(0, maxFolders);
  const folders: Folder[] = [{ directory: '.', files: fileNames(entries) }];
  for (const directory of names) {
    const inside = await readdir(path.join(workspace, directory), { withFileTypes: true }).catch(
      // A folder that vanished or is closed to us has nothing to offer.
      () => [],
    );
    folders.push({ directory, files: fileNames(inside) });
  }
  return folders;
}

function fileNames(entries: readonly { name: string; isDirectory(): boolean }[]): string[] {
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}
