import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import type { PackageManager } from '../../environment/node/project.ts';
import { errorCode } from '../../process/error-code.ts';
import { fromRoot, staysInside } from './checkout-path.ts';
import { firstLineOf } from './first-line.ts';

const names = z.record(z.string(), z.unknown()).default({});

const manifestSchema = z.object({
  name: z.string().optional(),
  scripts: z.record(z.string(), z.unknown()).default({}),
  workspaces: z
    .union([z.array(z.string()), z.object({ packages: z.array(z.string()).default([]) })])
    .optional(),
  dependencies: names,
  devDependencies: names,
  peerDependencies: names,
  optionalDependencies: names,
});

type Manifest = z.infer<typeof manifestSchema>;

const pnpmWorkspaceSchema = z.object({ packages: z.array(z.string()).default([]) });

/** A package of a Node project: its root, or a member of its workspace. */
export interface WorkspacePackage {
  /** Relative to the checkout; '' is its root. */
  readonly directory: string;
  readonly name: string | null;
  readonly scripts: ReadonlyMap<string, string>;
  /** Names of all packages that it asks for, of this workspace or not. */
  readonly dependencies: ReadonlySet<string>;
}

/** All that the tasks of one Node project are made of. */
export interface NodeWorkspace {
  /** Relative to the checkout. */
  readonly root: string;
  readonly manager: PackageManager;
  readonly lockfile: string | null;
  readonly packages: readonly WorkspacePackage[];
}

/**
 * The packages of a Node project, its root first
 * (https://pnpm.io/pnpm-workspace_yaml, https://docs.npmjs.com/cli/using-npm/workspaces).
 *
 * @param directory of the project's root, relative to the checkout
 */
export async function readWorkspacePackages(
  checkout: string,
  directory: string,
): Promise<{ packages: WorkspacePackage[]; problems: string[] }> {
  const problems: string[] = [];
  const read = async (folder: string): Promise<Manifest | null> => {
    const file = fromRoot(folder, 'package.json');
    const parsed = await parseFile(checkout, file, JSON.parse, manifestSchema);
    if (typeof parsed !== 'string') return parsed;
    problems.push(parsed);
    return null;
  };
  const root = await read(directory);
  if (!root) return { packages: [], problems };
  const pnpm = fromRoot(directory, 'pnpm-workspace.yaml');
  const workspace = await parseFile(checkout, pnpm, parseYaml, pnpmWorkspaceSchema, {
    packages: [],
  });
  if (typeof workspace === 'string') problems.push(workspace);
  const patterns = [
    ...(typeof workspace === 'string' ? [] : workspace.packages),
    ...(Array.isArray(root.workspaces) ? root.workspaces : (root.workspaces?.packages ?? [])),
  ];
  const packages = [toPackage(directory, root)];
  for (const folder of await memberDirectories(checkout, directory, patterns)) {
    const manifest = await read(folder);
    if (manifest) packages.push(toPackage(folder, manifest));
  }
  return { packages, problems };
}

async function memberDirectories(
  checkout: string,
  directory: string,
  patterns: readonly string[],
): Promise<string[]> {
  const cwd = path.join(checkout, directory);
  const found = new Set<string>();
  // In order, since a later pattern may take back what an earlier one named.
  for (const pattern of patterns) {
    const plain = pattern.replace(/^!/, '').replace(/^\.\//, '').replace(/\/$/, '');
    if (!staysInside(plain)) continue;
    const exclude = (name: string) => path.basename(name) === 'node_modules';
    for await (const match of glob(`${plain}/package.json`, { cwd, exclude })) {
      const folder = fromRoot(directory, path.posix.dirname(match.replaceAll('\\', '/')));
      if (pattern.startsWith('!')) found.delete(folder);
      else if (folder !== directory) found.add(folder);
    }
  }
  return [...found].sort();
}

function toPackage(directory: string, manifest: Manifest): WorkspacePackage {
  const { dependencies, devDependencies, peerDependencies, optionalDependencies } = manifest;
  const asked = {
    ...dependencies,
    ...devDependencies,
    ...peerDependencies,
    ...optionalDependencies,
  };
  return {
    directory,
    name: manifest.name ?? null,
    scripts: new Map(
      Object.entries(manifest.scripts).flatMap(([name, line]) =>
        typeof line === 'string' && line.trim() !== '' ? [[name, line] as const] : [],
      ),
    ),
    dependencies: new Set(Object.keys(asked)),
  };
}

/** A sentence in its place where it cannot be read; `absent` where there is none. */
async function parseFile<T>(
  checkout: string,
  file: string,
  parse: (text: string) => unknown,
  schema: z.ZodType<T>,
  absent?: T,
): Promise<T | string> {
  try {
    const text = await readFile(path.join(checkout, file), 'utf8').catch((cause: unknown) => {
      if (absent !== undefined && errorCode(cause) === 'ENOENT') return null;
      throw cause;
    });
    return text === null && absent !== undefined ? absent : schema.parse(parse(text ?? ''));
  } catch (cause) {
    return `${file} cannot be read, and so its tasks are not known: ${firstLineOf(cause)}`;
  }
}
