import { holderText } from '../../core/contention/holder-text.ts';
import { toLanekeeperError } from '../../core/error.ts';
import type { GraphTask } from '../../core/task/graph-task.ts';
import { layersOf } from '../../core/task/graph/layers.ts';
import type { ProjectView, StandingsView } from './contract.ts';
import type { ProjectsSource, ShownProject } from './dashboard-engine.ts';

/** Tasks of one project that go to the page at most: those that are done first. */
const tasksShown = 5000;

type Projects = ProjectsSource['projects'];

/** What tasks there are and what they depend on. */
export function projectsView(projects: Projects): ProjectView[] | null {
  return projects?.map(projectView) ?? null;
}

function projectView({ id, name, tasks, fault }: ShownProject): ProjectView {
  const { graph, problems } = tasks ?? { graph: null, problems: [] };
  const shown = graph?.order.slice(0, tasksShown) ?? [];
  const places = new Map(shown.map((each, index) => [each, index]));
  const layers = graph && layersOf(graph);
  const { message, cure } = toLanekeeperError(fault);
  return {
    ...{ id, name, problems: [...problems] },
    fault: fault && { message, cure },
    left: (graph?.order.length ?? 0) - shown.length,
    tasks: shown.map((each) => {
      const declared = graph?.tasks.get(each);
      const dependsOn = new Set(declared?.dependsOn);
      return {
        name: each,
        class: declared?.class ?? null,
        layer: layers?.get(each) ?? 0,
        // What a task depends on stands before it, and so is shown if the task is.
        dependsOn: [...dependsOn].flatMap((other) => places.get(other) ?? []),
      };
    }),
  };
}

/** How the tasks of all projects stand at this moment. */
export function standingsView(projects: Projects): StandingsView[] {
  return (projects ?? []).map(({ id, tasks }) => ({
    project: id,
    tasks: (tasks?.read() ?? []).slice(0, tasksShown).map((task) => {
      const { status, priority, agent, cached, progress } = task;
      return { ...{ status, priority, agent, cached, progress }, reason: reasonOf(task) };
    }),
  }));
}

/** Why it stands so; of one that runs what its processes wait for, and for whom. */
function reasonOf({ reason, contention: [met] }: GraphTask): string | null {
  if (reason !== null || !met) return reason;
  const holder = holderText(met.holder);
  const held = holder === null ? '' : `, held by ${holder}`;
  return `Waits for ${met.finding.resource || met.finding.tool}${held}.`;
}
