import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'smol-toml';
import { z } from 'zod';
import { fromRoot, globFromRoot, staysInside } from '../checkout-path.ts';
import type { TaskDeclaration } from '../declaration.ts';
import { firstLineOf } from '../first-line.ts';
import { foundTask } from '../found-task.ts';
import type { FoundTasks, TaskSource } from '../task-source.ts';

const dependencies = z
  .record(z.string(), z.union([z.string(), z.looseObject({ path: z.string().optional() })]))
  .default({});

const manifestSchema = z.object({
  package: z.object({ name: z.string() }).optional(),
  workspace: z
    .object({
      members: z.array(z.string()).default([]),
      exclude: z.array(z.string()).default([]),
      dependencies,
    })
    .optional(),
  dependencies,
  'dev-dependencies': dependencies,
  'build-dependencies': dependencies,
});

type Manifest = z.infer<typeof manifestSchema>;

interface Crate {
  /** Relative to the checkout; '' is its root. */
  readonly directory: string;
  readonly name: string;
  /** Directories of the crates beside it that it is built from. */
  readonly uses: readonly string[];
}

/**
 * `cargo-build` of the workspace, and `cargo-test` of each crate, from the manifests alone: asking cargo would run what
 * its settings name (https://doc.rust-lang.org/cargo/reference/workspaces.html).
 */
export const cargoTasks: TaskSource = {
  async find(checkout, projects) {
    const declarations: TaskDeclaration[] = [];
    const problems: string[] = [];
    for (const project of projects.filter(({ ecosystem }) => ecosystem === 'rust')) {
      const found = await findInWorkspace(checkout, fromRoot('', project.directory));
      declarations.push(...found.declarations);
      problems.push(...found.problems);
    }
    return { declarations, problems };
  },
};

async function findInWorkspace(checkout: string, directory: string): Promise<FoundTasks> {
  const file = fromRoot(directory, 'Cargo.toml');
  const root = await readManifest(checkout, directory);
  if (typeof root === 'string') return { declarations: [], problems: [root] };
  const problems: string[] = [];
  const crates: Crate[] = [];
  for (const member of await memberDirectories(checkout, directory, root)) {
    const manifest = await readManifest(checkout, member);
    if (typeof manifest === 'string') problems.push(manifest);
    else if (manifest.package) crates.push(toCrate(member, manifest, directory, root));
  }
  const settings = ['Cargo.toml', 'Cargo.lock', 'rust-toolchain*', '.cargo/*'].map((name) =>
    globFromRoot(directory, name),
  );
  const build = foundTask(
    'cargo',
    { directory, name: 'cargo-build', file },
    {
      command: ['cargo', 'build', '--workspace', '--all-targets'],
      inputs: [...settings, ...crates.flatMap((crate) => sources(crate.directory))],
      // They lie in the agent's own target directory, where cargo knows best what of them still holds.
      outputs: null,
      class: 'compile',
    },
  );
  const tests = crates.map((crate) =>
    foundTask(
      'cargo',
      {
        directory: crate.directory,
        name: 'cargo-test',
        file: fromRoot(crate.directory, 'Cargo.toml'),
      },
      {
        command: ['cargo', 'test', '--package', crate.name],
        inputs: [...settings, ...withUsed(crate, crates).flatMap(sources)],
        outputs: [],
        class: 'test',
      },
    ),
  );
  return { declarations: [build, ...tests], problems };
}

/** All of a crate's folder, since tests and build scripts read any of it; `target` is cargo's own. */
function sources(directory: string): string[] {
  return ['**', '!target/**'].map((glob) => globFromRoot(directory, glob));
}

/** The directories of a crate and of all crates beside it that it is built from. */
function withUsed(crate: Crate, crates: readonly Crate[]): string[] {
  const known = new Map(crates.map((each) => [each.directory, each]));
  const found = new Set([crate.directory]);
  // Grows while it is gone through.
  for (const directory of found) {
    for (const used of known.get(directory)?.uses ?? []) found.add(used);
  }
  return [...found];
}

function toCrate(
  directory: string,
  manifest: Manifest,
  rootDirectory: string,
  root: Manifest,
): Crate {
  const tables = [
    manifest.dependencies,
    manifest['dev-dependencies'],
    manifest['build-dependencies'],
  ];
  const uses = tables.flatMap((table) =>
    Object.entries(table).flatMap(([name, written]) => {
      if (typeof written === 'string') return [];
      if (written.path !== undefined) return [fromRoot(directory, written.path)];
      const shared = written['workspace'] === true ? root.workspace?.dependencies[name] : undefined;
      return typeof shared === 'object' && shared.path !== undefined
        ? [fromRoot(rootDirectory, shared.path)]
        : [];
    }),
  );
  return { directory, name: manifest.package?.name ?? '', uses };
}

async function memberDirectories(
  checkout: string,
  directory: string,
  { package: own, workspace }: Manifest,
): Promise<string[]> {
  const members = new Set(own ? [directory] : []);
  const cwd = path.join(checkout, directory);
  const excluded = new Set((workspace?.exclude ?? []).map((each) => fromRoot(directory, each)));
  for (const member of (workspace?.members ?? []).filter(staysInside)) {
    for await (const match of glob(`${member}/Cargo.toml`, { cwd })) {
      const found = fromRoot(directory, path.posix.dirname(match.replaceAll('\\', '/')));
      if (!excluded.has(found)) members.add(found);
    }
  }
  return [...members].sort();
}

/** A sentence in its place where it cannot be read. */
async function readManifest(checkout: string, directory: string): Promise<Manifest | string> {
  const file = fromRoot(directory, 'Cargo.toml');
  try {
    return manifestSchema.parse(parse(await readFile(path.join(checkout, file), 'utf8')));
  } catch (cause) {
    return `${file} cannot be read, and so its tasks are not known: ${firstLineOf(cause)}`;
  }
}
