import type { GraphTask } from '../../core/task/graph-task.ts';
import type { TaskExplanation } from '../../core/task/run/explain.ts';
import { plainText } from '../../core/terminal/plain-text.ts';
import { commandText, taskDescription } from '../views/tasks/graph-task-text.ts';

const verdicts: Readonly<Record<TaskExplanation['verdict'], string>> = {
  fresh: 'Nothing has changed, so a run would not do it.',
  kept: 'A run would put back its kept result and run nothing.',
  due: 'A run would do it.',
};

/** The page that explains a task, as Markdown. */
export function explanationText(task: GraphTask, explanation: TaskExplanation): string {
  const { declaration, contention } = task;
  const { directory, dependsOn, inputs, outputs, source, needs } = declaration;
  const command = commandText(declaration);
  const lines = [
    `# Task ${task.name}`,
    '',
    command === null ? 'It runs nothing itself and groups others.' : `    ${command}`,
    '',
    `**${verdicts[explanation.verdict]}**`,
    '',
    ...listed(explanation.reasons),
    '## How it stands',
    '',
    ...listed([
      taskDescription(task, null) || 'It has not been done in this checkout.',
      `Priority: ${String(task.priority)}, declared: ${String(declaration.priority)}.`,
      ...(task.waitsFor.length === 0 ? [] : [`Waits for: ${task.waitsFor.join(', ')}.`]),
      ...contention.map(({ finding }) => finding.text),
    ]),
    '## What it is made from',
    '',
    ...listed([
      `Fingerprint: ${explanation.fingerprint ?? 'it has none, since it cannot be told whether the next run would be the same.'}`,
      `Inputs: ${inputs === null ? 'not declared, so it runs each time.' : inputs.join(', ') || 'none.'}`,
      `Depends on: ${dependsOn.join(', ') || 'nothing.'}`,
      ...(declaration.class === null ? [] : [`Class: ${declaration.class}, and so on the tools.`]),
    ]),
    '## What it makes',
    '',
    ...listed([
      outputs === null ? 'Not declared, so it is not kept.' : outputs.join(', ') || 'No files.',
    ]),
    '## Where it is from',
    '',
    ...listed([
      `File: ${source.file}`,
      `Directory: ${directory || '.'}`,
      ...(needs.capabilities.length === 0 ? [] : [`Needs: ${needs.capabilities.join(', ')}`]),
    ]),
  ];
  return plainText(lines.join('\n'));
}

function listed(items: readonly string[]): string[] {
  return items.length === 0 ? [] : [...items.map((item) => `- ${item}`), ''];
}
