import path from 'node:path';
import { findExecutable } from '../../process/find-executable.ts';
import type { PreparationContext, PreparationStep, Project } from '../ecosystem.ts';
import { installInputs } from './install-inputs.ts';
import { type PythonProject, readPythonProject } from './project.ts';
import { createVenv, venvPath, venvPrograms, venvStamp } from './venv.ts';

type StepFacts = Pick<PreparationStep, 'name' | 'command' | 'reason'> &
  Partial<Pick<PreparationStep, 'warning' | 'stamp'>>;

/**
 * The agent's virtual environment, and in it what the project and the agent's command need: with uv where it is
 * installed, else with venv and pip. What was installed from the very same requirements is not installed again.
 */
export async function preparePython(
  project: Project,
  context: PreparationContext,
): Promise<PreparationStep[]> {
  const { contract } = context;
  const directory = path.join(contract.checkout, project.directory);
  const settings = await readPythonProject(directory, project.files);
  const uv = await findExecutable('uv', context.environment);
  const venv = venvPath(contract);
  const step = (facts: StepFacts): PreparationStep => ({
    class: 'fetch',
    directory: project.directory,
    warning: null,
    // pip takes no lock on the environment that it installs into.
    lock: `${venv}.lock`,
    unlessExists: null,
    ...facts,
  });
  const inputs = await installInputs(directory, project.files, settings.requirementFiles);
  const stamped = (name: string): Pick<PreparationStep, 'stamp'> =>
    inputs === null ? {} : { stamp: { file: stampFile(venv, project, name), inputs, venv } };
  const steps = [
    step({
      name: 'Create the virtual environment',
      command: createVenv(venv, uv ? 'uv' : { python: await basePython(context) }),
      reason: 'Each agent installs Python packages into an environment of its own.',
      stamp: venvStamp(venv),
    }),
  ];
  if (uv && project.files.includes('uv.lock')) {
    const extras = settings.testExtras.flatMap((extra) => ['--extra', extra]);
    steps.push(
      step({
        name: 'Install the locked packages',
        // --inexact: what the agent installed by hand stays.
        command: ['uv', 'sync', '--frozen', '--inexact', ...extras],
        reason: 'uv.lock names every package.',
        ...stamped('locked'),
      }),
    );
  }
  const install = uv
    ? ['uv', 'pip', 'install', '--python', venv]
    : [path.join(venvPrograms(venv, contract.platform), 'python'), '-m', 'pip', 'install'];
  const targets = installTargets(settings, context.needs, uv !== null);
  if (targets.length > 0) {
    steps.push(
      step({
        name: 'Install the Python packages',
        command: [...install, ...(uv ? [] : ['--disable-pip-version-check']), ...targets],
        reason: 'The project and the command of the agent need them.',
        warning: settings.fault,
        ...stamped('packages'),
      }),
    );
  }
  return steps;
}

/** In the environment itself, so that one that is made anew is filled anew. */
function stampFile(venv: string, project: Project, name: string): string {
  return path.join(venv, 'lanekeeper', `${encodeURIComponent(project.directory)}-${name}`);
}

/** What to hand to pip: requirements files, the project itself with its test extras, groups, and missing tools. */
function installTargets(
  project: PythonProject,
  needs: readonly string[],
  hasUv: boolean,
): string[] {
  const isLocked = hasUv && project.files.includes('uv.lock');
  const missing = needs.filter((name) => !project.declared.has(name));
  if (isLocked) return missing;
  const extras = project.testExtras.length > 0 ? `[${project.testExtras.join(',')}]` : '';
  return [
    ...project.requirementFiles.flatMap((name) => ['-r', name]),
    ...(project.isInstallable ? ['-e', `.${extras}`] : []),
    ...project.testRequirements,
    ...missing,
  ];
}

/** The interpreter to make the environment from: never one of an outer agent's or user's active environment. */
async function basePython(context: PreparationContext): Promise<string> {
  for (const name of ['python3', 'python']) {
    if (await findExecutable(name, context.environment)) return name;
  }
  return 'python3';
}
