import type { GraphTask } from '../../../src/core/task/graph-task.ts';
import { buildGraph } from '../../../src/core/task/graph/build-graph.ts';
import type { ShownProject } from '../../../src/extension/dashboard/dashboard-engine.ts';
import { declare } from '../task/declare.ts';

/** A task of a played project: what it depends on, and what of how it stands is not as usual. */
export interface PlayedTask extends Partial<
  Pick<GraphTask, 'status' | 'reason' | 'agent' | 'priority' | 'cached' | 'progress' | 'contention'>
> {
  readonly dependsOn?: readonly string[];
  readonly class?: GraphTask['declaration']['class'];
}

export function makeProject(
  tasks: Readonly<Record<string, PlayedTask>>,
  part: Partial<ShownProject> = {},
): ShownProject {
  const declared = Object.entries(tasks).map(([name, { dependsOn = [], class: own = null }]) =>
    declare(name, { dependsOn, class: own }),
  );
  const graph = buildGraph(declared);
  const read = (): GraphTask[] =>
    graph.order.flatMap((name) => {
      const declaration = graph.tasks.get(name);
      return declaration ? [standingOf(declaration, tasks[name] ?? {})] : [];
    });
  const project = { graph, problems: [], read };
  return { id: '1.0', name: 'repo', root: '/repo', tasks: project, fault: null, ...part };
}

function standingOf(declaration: GraphTask['declaration'], played: PlayedTask): GraphTask {
  const { status = 'idle', reason = null, agent = null, cached = false, progress = null } = played;
  return {
    ...{ name: declaration.name, declaration, status, reason, agent, cached, progress },
    priority: played.priority ?? declaration.priority,
    ...{ state: null, waitsFor: [], run: null, startedAt: null, milliseconds: null },
    ...{
      expectedMilliseconds: null,
      fingerprint: null,
      log: null,
      contention: played.contention ?? [],
    },
  };
}

/** A small project in the middle of a run. */
export function sceneProject(): ShownProject {
  return makeProject({
    schema: { status: 'done', class: 'io' },
    'packages/core#build': { dependsOn: ['schema'], status: 'done', cached: true },
    'packages/web#build': {
      dependsOn: ['packages/core#build'],
      status: 'running',
      agent: 'web',
      progress: 0.4,
      class: 'compile',
    },
    api: { dependsOn: ['schema'], status: 'done', agent: 'dev-1', class: 'compile' },
    docs: {
      dependsOn: ['packages/core#build'],
      status: 'waiting',
      reason: 'Src/parser/** is claimed for writing by 5f0c9a1e.',
    },
    'api#test': {
      dependsOn: ['api'],
      status: 'failed',
      reason: 'It ended with exit code 101.',
      agent: 'dev-1',
      class: 'test',
    },
    'packages/web#test': {
      dependsOn: ['packages/web#build', 'schema'],
      status: 'waiting',
      reason: 'It waits for "packages/web#build".',
      class: 'test',
    },
    lint: { status: 'idle' },
    release: {
      dependsOn: ['api#test', 'packages/web#test', 'docs'],
      status: 'skipped',
      reason: '"api#test" failed.',
    },
  });
}

const statuses = ['done', 'done', 'done', 'running', 'waiting', 'failed', 'idle'] as const;

/** A project of so many tasks in ten layers, each after three of the layer before. */
export function largeProject(count: number): ShownProject {
  const width = Math.ceil(count / 10);
  const tasks: Record<string, PlayedTask> = {};
  for (let index = 0; index < count; index += 1) {
    const layer = Math.floor(index / width);
    const above = [0, 1, 2].map((step) => `task-${layer - 1}-${(index * 7 + step * 3) % width}`);
    tasks[`task-${layer}-${index % width}`] = {
      dependsOn: layer === 0 ? [] : above,
      status: statuses[(index * 5 + layer) % statuses.length] ?? 'idle',
    };
  }
  return makeProject(tasks);
}
