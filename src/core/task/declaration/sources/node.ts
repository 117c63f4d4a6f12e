import path from 'node:path';
import { readNodeProject } from '../../../environment/node/project.ts';
import { fromRoot } from '../checkout-path.ts';
import type { TaskDeclaration } from '../declaration.ts';
import { foundTask } from '../found-task.ts';
import { classOfScript } from '../script-class.ts';
import { scriptCommand } from '../script-command.ts';
import type { FoundTasks, TaskSource } from '../task-source.ts';
import { tasksOfUsed } from '../tasks-of-used.ts';
import {
  type NodeWorkspace,
  readWorkspacePackages,
  type WorkspacePackage,
} from '../workspace-packages.ts';
import { turboTasks } from './turbo.ts';
import { readTurboFile } from './turbo-file.ts';

/** Scripts that go on until they are stopped, and those that package managers run by themselves. */
const notTasks =
  /^(?:dev|start|serve|watch|preview|storybook|prepare|prepublish|prepublishOnly|publish|prepack|postpack|install|preinstall|postinstall|version|preversion|postversion)(?::|$)/;

/** The scripts of package.json, with what turbo.json says of them. */
export const nodeTasks: TaskSource = {
  async find(checkout, projects) {
    const found: FoundTasks[] = [];
    for (const project of projects.filter(({ ecosystem }) => ecosystem === 'node')) {
      found.push(await findInProject(checkout, fromRoot('', project.directory), project.files));
    }
    return {
      declarations: found.flatMap(({ declarations }) => declarations),
      problems: found.flatMap(({ problems }) => problems),
    };
  },
};

async function findInProject(
  checkout: string,
  root: string,
  files: readonly string[],
): Promise<FoundTasks> {
  const { packageManager, lockfile } = await readNodeProject(path.join(checkout, root), files);
  const { packages, problems } = await readWorkspacePackages(checkout, root);
  const workspace = { root, manager: packageManager, lockfile, packages };
  const turbo = await readTurboFile(checkout, root);
  if (typeof turbo === 'string') problems.push(turbo);
  const known = turbo === null || typeof turbo === 'string' ? null : turboTasks(turbo, workspace);
  problems.push(...(known?.problems ?? []));
  const byTurbo = known?.declarations ?? [];
  const names = new Set([...byTurbo.map(({ name }) => name), ...(known?.leftOut ?? [])]);
  const plain = packages.flatMap((each) => plainTasks(each, workspace));
  return {
    declarations: [...byTurbo, ...plain.filter(({ name }) => !names.has(name))],
    problems,
  };
}

/** Scripts of which nothing says what they read and make: they are run each time. */
function plainTasks(own: WorkspacePackage, workspace: NodeWorkspace): TaskDeclaration[] {
  return [...own.scripts.keys()]
    .filter((script) => !notTasks.test(script) && !isHook(script, own))
    .map((script) =>
      foundTask(
        'package',
        { directory: own.directory, name: script, file: fromRoot(own.directory, 'package.json') },
        {
          command: scriptCommand(own, script, workspace),
          // As `pnpm --recursive run build` orders packages; of other scripts that is not said.
          dependsOn: script === 'build' ? tasksOfUsed(own, script, workspace.packages) : [],
          inputs: null,
          outputs: null,
          class: classOfScript(script),
        },
      ),
    );
}

function isHook(script: string, { scripts }: WorkspacePackage): boolean {
  const [, of] = /^(?:pre|post)(.+)$/.exec(script) ?? [];
  return of !== undefined && scripts.has(of);
}
