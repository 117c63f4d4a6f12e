import path from 'node:path';
import { readPythonProject } from '../../../environment/python/project.ts';
import { fromRoot, globFromRoot } from '../checkout-path.ts';
import type { TaskDeclaration } from '../declaration.ts';
import { foundTask } from '../found-task.ts';
import type { TaskSource } from '../task-source.ts';

interface PythonTool {
  readonly name: string;
  readonly command: readonly string[];
  readonly class: 'test' | 'compile';
}

const tools: readonly PythonTool[] = [
  { name: 'pytest', command: ['python', '-m', 'pytest'], class: 'test' },
  { name: 'mypy', command: ['python', '-m', 'mypy', '.'], class: 'compile' },
  { name: 'ruff', command: ['python', '-m', 'ruff', 'check', '.'], class: 'compile' },
];

/** The checks that a project asks for or is set up for. They make no files that anybody else uses. */
export const pythonTasks: TaskSource = {
  async find(checkout, projects) {
    const declarations: TaskDeclaration[] = [];
    const problems: string[] = [];
    for (const project of projects.filter(({ ecosystem }) => ecosystem === 'python')) {
      const directory = fromRoot('', project.directory);
      const place = path.join(checkout, directory);
      const { fault, tools: set, declared } = await readPythonProject(place, project.files);
      if (fault !== null) problems.push(`${fault}, and so its tasks are not known.`);
      const file = project.files.find((name) => name === 'pyproject.toml') ?? project.files[0];
      for (const { name, command, class: resource } of tools) {
        if (!set.has(name) && !declared.has(name)) continue;
        declarations.push(
          foundTask(
            'python',
            { directory, name, file: fromRoot(directory, file ?? 'pyproject.toml') },
            { command, inputs: inputsOf(directory), outputs: [], class: resource },
          ),
        );
      }
    }
    return { declarations, problems };
  },
};

/** All but what tools keep there: tests read data files of any kind. */
function inputsOf(directory: string): string[] {
  const kept = ['.venv/**', 'venv/**', '**/__pycache__/**', '.*_cache/**', '*.egg-info/**'];
  return ['**', ...kept.map((each) => `!${each}`)].map((glob) => globFromRoot(directory, glob));
}
