import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

export const packageManagers = ['pnpm', 'npm', 'yarn', 'bun'] as const;

export type PackageManager = (typeof packageManagers)[number];

/** What package.json and the files beside it say about how a Node project is worked with. */
export interface NodeProject {
  /** Why package.json could not be used, as a sentence without its full stop, or null. */
  readonly fault: string | null;
  readonly packageManager: PackageManager;
  /** Whether package.json names it, or the lockfiles have to tell. */
  readonly isNamed: boolean;
  /** Yarn 2 and later: other options, another layout. */
  readonly isModernYarn: boolean;
  readonly lockfile: string | null;
  readonly hasWorkspaces: boolean;
  readonly hasTurbo: boolean;
  readonly scripts: ReadonlySet<string>;
}

const manifest = z.object({
  packageManager: z.string().optional(),
  workspaces: z.unknown().optional(),
  scripts: z.record(z.string(), z.unknown()).default({}),
});

type Manifest = z.infer<typeof manifest>;

/** In the order in which they speak for a package manager when several lie side by side. */
const lockfiles: readonly { readonly name: string; readonly manager: PackageManager }[] = [
  { name: 'pnpm-lock.yaml', manager: 'pnpm' },
  { name: 'yarn.lock', manager: 'yarn' },
  { name: 'bun.lock', manager: 'bun' },
  { name: 'bun.lockb', manager: 'bun' },
  { name: 'package-lock.json', manager: 'npm' },
  { name: 'npm-shrinkwrap.json', manager: 'npm' },
];

/** Corepack's field: `pnpm@12.21.0`, with a hash perhaps. */
const namedManager = /^(pnpm|npm|yarn|bun)@(\d+)/;

export async function readNodeProject(
  directory: string,
  files: readonly string[],
): Promise<NodeProject> {
  const { content, fault } = await readManifest(path.join(directory, 'package.json'));
  const [, named, major] = namedManager.exec(content.packageManager ?? '') ?? [];
  const present = lockfiles.filter(({ name }) => files.includes(name));
  const packageManager =
    packageManagers.find((each) => each === named) ??
    present[0]?.manager ??
    (files.includes('pnpm-workspace.yaml') ? 'pnpm' : 'npm');
  return {
    fault,
    packageManager,
    isNamed: packageManager === named,
    isModernYarn:
      packageManager === 'yarn' && (files.includes('.yarnrc.yml') || Number(major ?? 1) > 1),
    lockfile: present.find(({ manager }) => manager === packageManager)?.name ?? null,
    hasWorkspaces:
      packageManager === 'pnpm'
        ? files.includes('pnpm-workspace.yaml')
        : content.workspaces !== undefined,
    hasTurbo: files.includes('turbo.json'),
    scripts: new Set(Object.keys(content.scripts)),
  };
}

async function readManifest(file: string): Promise<{ content: Manifest; fault: string | null }> {
  try {
    const result = manifest.safeParse(JSON.parse(await readFile(file, 'utf8')));
    if (result.success) return { content: result.data, fault: null };
    return { content: manifest.parse({}), fault: `${file} is not a valid package.json` };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return { content: manifest.parse({}), fault: `${file} cannot be read: ${why}` };
  }
}
