import path from 'node:path';
import { throughCorepack } from '../../environment/node/preparation.ts';
import {
  type NodeProject,
  type PackageManager,
  readNodeProject,
} from '../../environment/node/project.ts';
import { findExecutable } from '../../process/find-executable.ts';
import type { ResourceClass } from '../../resource/resource-class.ts';
import type { AgentTypeContext, AgentTypeResolution } from './agent-types.ts';
import { mainProject } from './main-project.ts';

interface ScriptCommands {
  /** The script of the project's own package.json. */
  readonly own: (script: string) => readonly string[];
  /** The script of every workspace that has it. */
  readonly all: (script: string) => readonly string[];
  /** A program among the project's packages. */
  readonly execute: readonly string[];
  readonly install: string;
}

const commands: Readonly<Record<PackageManager, (project: NodeProject) => ScriptCommands>> = {
  pnpm: () => ({
    own: (script) => ['pnpm', 'run', script],
    all: (script) => ['pnpm', '--recursive', 'run', script],
    execute: ['pnpm', 'exec'],
    install: 'npm install -g pnpm',
  }),
  npm: () => ({
    own: (script) => ['npm', 'run', script],
    all: (script) => ['npm', 'run', script, '--workspaces', '--if-present'],
    execute: ['npx', '--no'],
    install: 'install Node.js from https://nodejs.org',
  }),
  yarn: ({ isModernYarn }) => ({
    own: (script) => ['yarn', 'run', script],
    all: (script) =>
      isModernYarn
        ? ['yarn', 'workspaces', 'foreach', '--all', '--topological', 'run', script]
        : ['yarn', 'workspaces', 'run', script],
    execute: ['yarn', 'run'],
    install: 'npm install -g yarn',
  }),
  bun: () => ({
    own: (script) => ['bun', 'run', script],
    all: (script) => ['bun', 'run', '--filter', '*', script],
    execute: ['bun', 'x', '--no-install'],
    install: 'npm install -g bun',
  }),
};

/** A script of the project: through turbo where it is set up, else the project's own, else that of every workspace. */
export async function resolveNodeScript(
  script: 'build' | 'test',
  resource: ResourceClass,
  context: AgentTypeContext,
): Promise<AgentTypeResolution> {
  const project = mainProject(context.projects, 'node', [
    'pnpm-lock.yaml',
    'package-lock.json',
    'npm-shrinkwrap.json',
    'yarn.lock',
    'bun.lock',
    'bun.lockb',
  ]);
  if (!project) {
    return {
      available: false,
      reason: 'There is no package.json in the workspace or one folder below it.',
      cure: 'Open the folder of a Node project, or run "npm init".',
    };
  }
  const directory = path.join(context.workspace, project.directory);
  const settings = await readNodeProject(directory, project.files);
  if (settings.fault !== null) {
    return { available: false, reason: `${settings.fault}.`, cure: 'Correct the file.' };
  }
  const { own, all, execute, install } = commands[settings.packageManager](settings);
  const plain = settings.hasTurbo
    ? [...execute, 'turbo', 'run', script]
    : settings.scripts.has(script)
      ? own(script)
      : settings.hasWorkspaces
        ? all(script)
        : null;
  if (plain === null) {
    return {
      available: false,
      reason: `${path.join(directory, 'package.json')} has no ${script} script.`,
      cure: `Add a script called "${script}", or give a command.`,
    };
  }
  const command = await throughCorepack(plain, context);
  const [name = ''] = command;
  const program = await findExecutable(name, context.environment);
  if (program === null) {
    const { packageManager } = settings;
    return {
      available: false,
      reason: `The project uses ${packageManager}, and ${packageManager} is not on PATH.`,
      cure: `Install ${packageManager}: ${install}.`,
    };
  }
  return {
    available: true,
    command,
    directory: project.directory,
    ecosystems: ['node'],
    needs: [],
    program,
    class: resource,
  };
}
