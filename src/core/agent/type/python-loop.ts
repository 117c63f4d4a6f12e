import path from 'node:path';
import { type PythonProject, readPythonProject } from '../../environment/python/project.ts';
import type { Project } from '../../environment/ecosystem.ts';
import { findExecutable } from '../../process/find-executable.ts';
import type { AgentTypeContext, AgentTypeResolution } from './agent-types.ts';
import { mainProject } from './main-project.ts';

/** pytest in the agent's share, installed where the project does not ask for it itself. Windows runs no such script. */
export async function resolvePythonTest(context: AgentTypeContext): Promise<AgentTypeResolution> {
  const found = await findPython(context);
  if ('available' in found) return found;
  return {
    available: true,
    command: process.platform === 'win32' ? ['python', '-m', 'pytest'] : ['lanekeeper-pytest'],
    directory: found.project.directory,
    ecosystems: ['python'],
    needs: ['pytest'],
    program: found.program,
    class: 'test',
  };
}

/** The checker the project is set up for, type checker first; without one at least every file must compile. */
export async function resolvePythonCheck(context: AgentTypeContext): Promise<AgentTypeResolution> {
  const found = await findPython(context);
  if ('available' in found) return found;
  const { project, program } = found;
  const { command, needs } = checker(
    await readPythonProject(path.join(context.workspace, project.directory), project.files),
  );
  return {
    available: true,
    command,
    directory: project.directory,
    ecosystems: ['python'],
    needs,
    program,
    class: 'compile',
  };
}

/** mypy over what a change can reach; Windows runs no such script. */
function checker(project: PythonProject): { command: string[]; needs: string[] } {
  const module = (...words: string[]): string[] => ['python', '-m', ...words];
  if (project.tools.has('mypy')) {
    const isWindows = process.platform === 'win32';
    return { command: isWindows ? module('mypy', '.') : ['lanekeeper-mypy'], needs: ['mypy'] };
  }
  if (project.tools.has('ruff')) return { command: module('ruff', 'check', '.'), needs: ['ruff'] };
  // Neither hidden folders nor other people's packages.
  const left = String.raw`(^|/)(\.[^./][^/]*|node_modules|target|venv)(/|$)`;
  return { command: module('compileall', '-q', '-x', left, '.'), needs: [] };
}

async function findPython(
  context: AgentTypeContext,
): Promise<{ project: Project; program: string } | AgentTypeResolution> {
  const project = mainProject(context.projects, 'python', ['uv.lock', 'poetry.lock', 'pdm.lock']);
  if (!project) {
    return {
      available: false,
      reason: 'There is no Python project in the workspace or one folder below it.',
      cure: 'Open a folder with a pyproject.toml, setup.py or requirements.txt.',
    };
  }
  for (const name of ['python3', 'python', 'uv']) {
    const program = await findExecutable(name, context.environment);
    if (program !== null) return { project, program };
  }
  return {
    available: false,
    reason: 'Neither python3 nor uv is on PATH.',
    cure: 'Install Python from https://www.python.org/downloads or uv from https://docs.astral.sh/uv.',
  };
}
