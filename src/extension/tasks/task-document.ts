import { Uri } from 'vscode';
import type { TaskPlace } from '../../core/task/task-graphs.ts';
import type { PageSource } from '../pages.ts';

/** The page that explains a task. */
export function taskExplanationUri(task: {
  readonly place: TaskPlace;
  readonly name: string;
}): Uri {
  const file = task.name.replaceAll(/[/\\]/g, '-');
  return Uri.from({ scheme: taskPages.scheme, path: `/${file}.md`, query: JSON.stringify(task) });
}

export const taskPages: PageSource = {
  scheme: 'lanekeeper-task-explanation',
  write: async (engine, uri) => {
    const [{ parseTaskQuery }, { explanationText }, { findTask }] = await Promise.all([
      import('./task-query.ts'),
      import('./explanation-text.ts'),
      import('../commands/find-task.ts'),
    ]);
    const { place, name } = parseTaskQuery(uri.query);
    const [{ task }, explanation] = await Promise.all([
      findTask(engine, { place, name }),
      engine.graph.explain(place, name),
    ]);
    return explanationText(task, explanation);
  },
  isChangedBy: ({ type }) => type === 'run-ended',
};
