import { realpath } from 'node:fs/promises';
import { loadGraph } from '../../../core/task/declaration/load-graph.ts';
import { ProjectTasks } from '../../../core/task/project-tasks.ts';
import { printNote } from '../../output.ts';
import { findTaskAgent, taskRootOf, withTasks } from '../../task-context.ts';

/** Hands over the tasks that are meant here, or in the checkout of an agent, once what could not be used was told. */
export function withProject(
  agentName: string | undefined,
  work: (project: ProjectTasks) => void,
): Promise<void> {
  return withTasks(async ({ context }) => {
    const agent = await findTaskAgent(context, agentName);
    const checkout = await realpath(taskRootOf(agent));
    const project = new ProjectTasks(
      context,
      checkout,
      await loadGraph(context.location, checkout, null),
    );
    for (const problem of project.problems) printNote(problem);
    work(project);
  });
}
