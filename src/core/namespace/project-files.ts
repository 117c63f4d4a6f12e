import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../process/error-code.ts';
import { findExecutable } from '../process/find-executable.ts';
import { git, gitLine } from '../checkout/git.ts';
import { isProjectFile, projectFilePatterns, projectFolders } from './project-file-names.ts';

/** A file relative to the workspace with `/` between the parts; bytes, because names need not be UTF-8. */
export interface ProjectFile {
  readonly relative: Buffer;
  readonly absolute: Buffer;
}

/** Folders that hold other people's manifests or none at all; git knows better where there is a repository. */
const skipped: ReadonlySet<string> = new Set([
  'node_modules',
  'target',
  'venv',
  '__pycache__',
  'vendor',
  'dist',
  'build',
]);

/** Whether a folder of this name is passed over where nothing says better. */
export function isSkippedFolder(name: string): boolean {
  return skipped.has(name) || (name.startsWith('.') && !projectFolders.includes(name));
}

/** Without git the walk ends here, so that a workspace such as a home folder is not read whole. */
const walkLimit = { depth: 6, directories: 20_000 } as const;

/**
 * Every lockfile and build manifest that a build in `workspace` reads, in byte order of the paths: those git tracks or
 * would track under the workspace, those lying in the workspace itself even if ignored, and those in the folders above
 * it up to the top of the repository (a cargo, pnpm or uv workspace may be rooted there).
 */
export async function listProjectFiles(
  workspace: string,
  environment: NodeJS.ProcessEnv,
): Promise<ProjectFile[]> {
  const found = new Map<string, ProjectFile>();
  const add = (relative: Buffer): void => {
    const root = Buffer.from(workspace + path.sep);
    found.set(relative.toString('latin1'), { relative, absolute: Buffer.concat([root, relative]) });
  };
  const top = await repositoryTop(workspace, environment);
  const listed = top === null ? null : await listWithGit(workspace, environment);
  for (const relative of listed ?? (await walk(workspace))) add(relative);
  for (const directory of upwards(workspace, top ?? workspace)) {
    for (const name of await projectFilesIn(directory)) {
      const relative = path.relative(workspace, path.join(directory, name));
      add(Buffer.from(relative.split(path.sep).join('/')));
    }
  }
  return [...found.values()].sort((a, b) => Buffer.compare(a.relative, b.relative));
}

/** The folders above the workspace whose lockfiles and manifests count as well, nearest first. */
export async function foldersAbove(
  workspace: string,
  environment: NodeJS.ProcessEnv,
): Promise<string[]> {
  const top = await repositoryTop(workspace, environment);
  return upwards(workspace, top ?? workspace).slice(1);
}

async function repositoryTop(
  workspace: string,
  environment: NodeJS.ProcessEnv,
): Promise<string | null> {
  if (!(await findExecutable('git', environment))) return null;
  // As many `..` as lead to the top: unlike --show-toplevel it keeps to the path given, links in it included.
  const up = await gitLine(['rev-parse', '--show-cdup'], { cwd: workspace, environment });
  return up === null ? null : path.resolve(workspace, up);
}

async function listWithGit(
  workspace: string,
  environment: NodeJS.ProcessEnv,
): Promise<Buffer[] | null> {
  const output = await git(
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...projectFilePatterns],
    { cwd: workspace, environment },
  );
  if (output.exitCode !== 0) return null;
  return split(output.stdout).filter((name) => isProjectFile(name.toString('utf8')));
}

function split(output: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let start = 0; start < output.length;) {
    const end = output.indexOf(0, start);
    if (end < 0) break;
    parts.push(output.subarray(start, end));
    start = end + 1;
  }
  return parts;
}

async function walk(workspace: string): Promise<Buffer[]> {
  const files: Buffer[] = [];
  let level = [''];
  let seen = 0;
  for (let depth = 0; depth < walkLimit.depth && level.length > 0; depth += 1) {
    const next: string[] = [];
    for (const directory of level) {
      if ((seen += 1) > walkLimit.directories) return files;
      for (const entry of await entriesOf(path.join(workspace, directory))) {
        const relative = directory === '' ? entry.name : `${directory}/${entry.name}`;
        if (entry.isDirectory()) {
          if (!isSkippedFolder(entry.name)) next.push(relative);
        } else if (isProjectFile(relative)) files.push(Buffer.from(relative));
      }
    }
    level = next.sort();
  }
  return files;
}

/** The names directly in a folder, and those in folders for settings one below it. */
async function projectFilesIn(directory: string): Promise<string[]> {
  const names: string[] = [];
  for (const below of ['', ...projectFolders]) {
    for (const entry of await entriesOf(path.join(directory, below))) {
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      if (!entry.isDirectory() && isProjectFile(name)) names.push(name);
    }
  }
  return names;
}

async function entriesOf(directory: string): Promise<Dirent[]> {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (cause) {
    // What is absent or closed to us is closed to the build as well.
    if (absent.has(errorCode(cause))) return [];
    throw cause;
  }
}

const absent: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM']);

function upwards(from: string, to: string): string[] {
  const directories = [from];
  for (let at = from; at !== to && path.dirname(at) !== at;) {
    at = path.dirname(at);
    directories.push(at);
  }
  return directories;
}
