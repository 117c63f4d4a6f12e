import { fromRoot, globFromRoot, staysInside } from '../checkout-path.ts';
import type { TaskDeclaration } from '../declaration.ts';
import { foundTask, taskName } from '../found-task.ts';
import { classOfScript } from '../script-class.ts';
import { scriptCommand } from '../script-command.ts';
import type { FoundTasks } from '../task-source.ts';
import type { NodeWorkspace, WorkspacePackage } from '../workspace-packages.ts';
import type { TurboFile, TurboTask } from './turbo-file.ts';

/** The package's own files, in turbo's words: what its inputs are when nothing is said. */
const defaultInputs = '$TURBO_DEFAULT$';

/** turbo's word for the root in names of tasks. */
const rootName = '//';

export interface TurboTasks extends FoundTasks {
  /** Names of scripts that turbo.json calls persistent: they never end by themselves. */
  readonly leftOut: readonly string[];
}

/** A script of a package that turbo.json makes a task. */
interface ScriptTask {
  readonly own: WorkspacePackage;
  readonly script: string;
  readonly settings: TurboTask;
}

/** The tasks that turbo.json makes of the packages' scripts. */
export function turboTasks(turbo: TurboFile, workspace: NodeWorkspace): TurboTasks {
  const all = workspace.packages.flatMap((own) =>
    [...own.scripts.keys()].flatMap((script): ScriptTask[] => {
      const settings = settingsOf(own, script, turbo, workspace);
      return settings ? [{ own, script, settings }] : [];
    }),
  );
  const isEndless = ({ settings }: ScriptTask) => settings.persistent || settings.interactive;
  const ending = all.filter((each) => !isEndless(each));
  const declarations: TaskDeclaration[] = [];
  const problems: string[] = [];
  for (const task of ending) {
    const variables = [...turbo.globalEnv, ...task.settings.env];
    const isExact = variables.every((variable) => /^\w+$/.test(variable));
    if (!isExact) {
      problems.push(
        `${turbo.file} names variables of "${nameOf(task)}" by a pattern, and so it is run each time.`,
      );
    }
    const { own, script, settings } = task;
    declarations.push(
      foundTask(
        'turbo',
        { directory: own.directory, name: script, file: turbo.file },
        {
          command: scriptCommand(own, script, workspace),
          dependsOn: dependenciesOf(task, turbo, workspace),
          inputs: inputsOf(task, turbo, workspace),
          outputs: outputsOf(task),
          dependsOnEnv: isExact ? variables : [],
          cache: settings.cache && isExact,
          class: classOfScript(script),
        },
      ),
    );
  }
  return { declarations, problems, leftOut: all.filter(isEndless).map(nameOf) };
}

function nameOf({ own, script }: ScriptTask): string {
  return taskName(own.directory, script);
}

/** The root's scripts are tasks only where turbo.json names them so. */
function settingsOf(
  own: WorkspacePackage,
  script: string,
  { tasks }: TurboFile,
  { root }: NodeWorkspace,
): TurboTask | undefined {
  if (own.directory === root) return tasks[`${rootName}#${script}`];
  return tasks[`${own.name ?? ''}#${script}`] ?? tasks[script];
}

/** A task of a package by name, whether it has such a script or not. */
interface Reference {
  readonly own: WorkspacePackage;
  readonly script: string;
}

/**
 * The tasks that one waits for. To turbo every package has every task; one without the script does nothing, and hands
 * on what it would wait for itself.
 */
function dependenciesOf(task: ScriptTask, turbo: TurboFile, workspace: NodeWorkspace): string[] {
  const found = new Set<string>();
  const seen = new Set<string>();
  const pending = referencesOf(task.own, task.settings, workspace);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const name = taskName(next.own.directory, next.script);
    if (seen.has(name)) continue;
    seen.add(name);
    const settings = settingsOf(next.own, next.script, turbo, workspace);
    if (!settings || settings.persistent || settings.interactive) continue;
    if (next.own.scripts.has(next.script)) found.add(name);
    else pending.push(...referencesOf(next.own, settings, workspace));
  }
  return [...found];
}

/**
 * `^build`: of the packages that it is built from; `build`: of its own; `web#build`: of that package; `$NAME`: what
 * turbo 1 had for a variable (https://turborepo.com/docs/reference/configuration#dependson).
 */
function referencesOf(
  own: WorkspacePackage,
  { dependsOn }: TurboTask,
  { packages, root }: NodeWorkspace,
): Reference[] {
  return dependsOn.flatMap((written): Reference[] => {
    if (written.startsWith('$')) return [];
    if (written.startsWith('^')) {
      return packages
        .filter(({ name }) => name !== null && own.dependencies.has(name))
        .map((used) => ({ own: used, script: written.slice(1) }));
    }
    const at = written.indexOf('#');
    if (at === -1) return [{ own, script: written }];
    const scope = written.slice(0, at);
    return packages
      .filter(({ directory, name }) => (scope === rootName ? directory === root : name === scope))
      .map((named) => ({ own: named, script: written.slice(at + 1) }));
  });
}

function inputsOf(task: ScriptTask, turbo: TurboFile, { root, lockfile }: NodeWorkspace): string[] {
  const { directory } = task.own;
  const all = ['**', '!**/node_modules/**'].map((glob) => globFromRoot(directory, glob));
  const written = (task.settings.inputs ?? [defaultInputs]).flatMap((glob) => {
    if (glob === defaultInputs) return all;
    return isInside(glob) ? [globFromRoot(directory, glob)] : [];
  });
  const shared = [
    turbo.file,
    fromRoot(root, 'package.json'),
    fromRoot(directory, 'package.json'),
    ...(lockfile === null ? [] : [fromRoot(root, lockfile)]),
    ...turbo.globalDependencies.filter(isInside).map((glob) => globFromRoot(root, glob)),
  ];
  const made = outputsOf(task).map((glob) => `!${glob}`);
  return [...new Set([...written, ...shared, ...made])];
}

function outputsOf({ own, settings }: ScriptTask): string[] {
  return settings.outputs
    .filter((glob) => !glob.startsWith('!') && isInside(glob))
    .map((glob) => globFromRoot(own.directory, glob));
}

function isInside(glob: string): boolean {
  return staysInside(glob.replace(/^!/, ''));
}
