import { printJson, printLine } from '../../output.ts';
import { findTaskAgent, taskRootOf, withTasks } from '../../task-context.ts';
import { explainTaskOf } from '../../../core/task/run/tasks.ts';
import type { TaskExplanation } from '../../../core/task/run/explain.ts';
import type { TaskExplainOptions } from './options.ts';

const verdicts: Readonly<Record<TaskExplanation['verdict'], string>> = {
  fresh: 'nothing has changed, so it would not be run',
  kept: 'its result is kept, and would be put back',
  due: 'it would be run',
};

export function explainInTerminal(name: string, options: TaskExplainOptions): Promise<void> {
  return withTasks(async ({ context }) => {
    const agent = await findTaskAgent(context, options.agent);
    const explanation = await explainTaskOf(context, { root: taskRootOf(agent), name, agent });
    if (options.json) {
      printJson(explanation);
      return;
    }
    printLine(`${name}: ${verdicts[explanation.verdict]}`);
    for (const reason of explanation.reasons) printLine(`  ${reason}`);
  });
}
