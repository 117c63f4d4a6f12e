import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'smol-toml';
import { z } from 'zod';

const groupEntry = z.union([z.string(), z.object({ 'include-group': z.string() })]);

/** The parts of pyproject.toml read here: PEP 621, PEP 735 and the tools' own tables. */
const pyproject = z.object({
  project: z
    .object({
      dependencies: z.array(z.string()).default([]),
      'optional-dependencies': z.record(z.string(), z.array(z.string())).default({}),
    })
    .optional(),
  'build-system': z.unknown().optional(),
  'dependency-groups': z.record(z.string(), z.array(groupEntry)).default({}),
  tool: z.record(z.string(), z.unknown()).default({}),
});

type Pyproject = z.infer<typeof pyproject>;

const testNames = ['test', 'tests', 'testing', 'dev'] as const;

/** What a Python project asks to be installed, and which tools it is set up for. */
export interface PythonProject {
  /** Why pyproject.toml could not be read, or null. */
  readonly fault: string | null;
  /** `pip install -e .` can work. */
  readonly isInstallable: boolean;
  /** requirements files to install, in order. */
  readonly requirementFiles: readonly string[];
  /** The extras that hold what tests need, of those the project declares. */
  readonly testExtras: readonly string[];
  /** Requirements of the dependency groups (PEP 735) for tests, included groups written out. */
  readonly testRequirements: readonly string[];
  /** Tools with settings: mypy, ruff, pytest, poetry … */
  readonly tools: ReadonlySet<string>;
  readonly files: readonly string[];
  /** Distribution names asked for anywhere, normalised (PEP 503). */
  readonly declared: ReadonlySet<string>;
}

/** Whether a folder holds a project and not only settings of tools that happen to be written in Python. */
export async function isPythonProject(folder: {
  path: string;
  files: readonly string[];
}): Promise<boolean> {
  const { files } = folder;
  if (files.some((name) => ['setup.py', 'Pipfile', 'uv.lock'].includes(name))) return true;
  if (files.some((name) => requirementsFile.test(name))) return true;
  if (!files.includes('pyproject.toml')) return false;
  const settings = await readPyproject(path.join(folder.path, 'pyproject.toml'));
  return (
    settings === null ||
    settings.project !== undefined ||
    settings['build-system'] !== undefined ||
    Object.keys(settings['dependency-groups']).length > 0 ||
    'poetry' in settings.tool
  );
}

const requirementsFile = /^requirements(?:[-_.](?:dev|test|tests))?\.txt$/;

export async function readPythonProject(
  directory: string,
  files: readonly string[],
): Promise<PythonProject> {
  const has = (name: string): boolean => files.includes(name);
  const hasPyproject = has('pyproject.toml');
  const read = hasPyproject ? await readPyproject(path.join(directory, 'pyproject.toml')) : null;
  const settings = read ?? pyproject.parse({});
  const extras = settings.project?.['optional-dependencies'] ?? {};
  const testExtras = testNames.filter((name) => name in extras);
  const groups = settings['dependency-groups'];
  const testRequirements = [
    ...new Set(testNames.flatMap((name) => requirementsOf(name, groups, new Set()))),
  ];
  const requirementFiles = files.filter((name) => requirementsFile.test(name));
  const texts = await Promise.all(
    requirementFiles.map((name) => readFile(path.join(directory, name), 'utf8').catch(() => '')),
  );
  const requirements = [
    ...(settings.project?.dependencies ?? []),
    ...testExtras.flatMap((name) => extras[name] ?? []),
    ...testRequirements,
    ...texts.flatMap((text) => text.split('\n')),
  ];
  return {
    fault: hasPyproject && read === null ? `${directory}/pyproject.toml cannot be read` : null,
    isInstallable: isInstallable(settings, files),
    requirementFiles,
    testExtras,
    testRequirements,
    tools: toolsOf(settings, files),
    files,
    declared: new Set(requirements.map(distributionName)),
  };
}

function isInstallable(settings: Pyproject, files: readonly string[]): boolean {
  // uv's word for a project that is not a package: https://docs.astral.sh/uv/concepts/projects/config/#build-systems
  const uv = z.object({ package: z.literal(false) }).safeParse(settings.tool['uv']);
  if (uv.success) return false;
  if (files.includes('setup.py') || settings['build-system'] !== undefined) return true;
  return settings.project !== undefined;
}

/** Null when the file is absent or not TOML of that shape. */
async function readPyproject(file: string): Promise<Pyproject | null> {
  try {
    const result = pyproject.safeParse(parse(await readFile(file, 'utf8')));
    return result.success ? result.data : null;
  } catch {
    // pip will say what is wrong with it; here it only means that nothing is known.
    return null;
  }
}

function requirementsOf(
  name: string,
  groups: Pyproject['dependency-groups'],
  seen: Set<string>,
): string[] {
  // PEP 735 forbids cycles; a file may hold one all the same.
  if (seen.has(name)) return [];
  seen.add(name);
  return (groups[name] ?? []).flatMap((entry) =>
    typeof entry === 'string' ? [entry] : requirementsOf(entry['include-group'], groups, seen),
  );
}

/** Tools set up by a table of pyproject.toml or a file of their own. */
function toolsOf(settings: Pyproject, files: readonly string[]): ReadonlySet<string> {
  const byFile: Readonly<Record<string, string>> = {
    'mypy.ini': 'mypy',
    '.mypy.ini': 'mypy',
    'ruff.toml': 'ruff',
    '.ruff.toml': 'ruff',
    'pytest.ini': 'pytest',
  };
  const named = files.flatMap((name) => byFile[name] ?? []);
  return new Set([...Object.keys(settings.tool), ...named]);
}

function distributionName(requirement: string): string {
  const name = /^\s*([A-Za-z0-9][A-Za-z0-9._-]*)/.exec(requirement)?.[1] ?? '';
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
}
