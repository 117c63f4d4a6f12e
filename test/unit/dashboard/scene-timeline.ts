import type { TimelineEntry } from '../../../src/core/task/timeline/timeline-entry.ts';

/** When things were, in seconds before the end of the scene; null for what goes on. */
export interface EntryTimes {
  readonly waited?: number;
  readonly started: number | null;
  readonly ended?: number;
}

/** One entry of a timeline that ends at `now`. */
export function makeEntry(
  now: number,
  id: string,
  { waited, started, ended }: EntryTimes,
  part: Partial<TimelineEntry> & Pick<TimelineEntry, 'agent' | 'name'>,
  obstacle: NonNullable<TimelineEntry['wait']>['obstacle'] = 'COMPILE_JOBS',
): TimelineEntry {
  const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString();
  const isOver = ended !== undefined;
  return {
    id,
    origin: 'agent',
    checkout: '/repo',
    status: isOver ? 'done' : started === null ? 'waiting' : 'running',
    wait:
      waited === undefined
        ? null
        : {
            obstacle,
            reason: 'Waits: COMPILE_JOBS: 8 of 8 in use, by dev-1 (cargo build).',
            since: ago(waited),
            until: started === null ? null : ago(started),
          },
    startedAt: started === null ? null : ago(started),
    endedAt: isOver ? ago(ended) : null,
    ...part,
  };
}

/** What the agents of the scene did in its last ten minutes and before. */
export function sceneTimeline(now: number): TimelineEntry[] {
  const claim = 'src/parser/** is claimed for writing by 5f0c9a1e, as src/**, until it releases it';
  const graph = { agent: 'web', origin: 'graph' } as const;
  const entries = [
    makeEntry(
      now,
      'task/1',
      { started: 2900, ended: 660 },
      { agent: 'dev-1', name: 'cargo fetch' },
    ),
    makeEntry(now, 'task/2', { started: 590, ended: 300 }, { agent: 'dev-1', name: 'cargo build' }),
    makeEntry(
      now,
      'task/3',
      { waited: 300, started: 262 },
      { agent: 'dev-1', name: 'cargo test --workspace' },
      'TEST_JOBS',
    ),
    makeEntry(
      now,
      'task/4',
      { started: 560, ended: 270 },
      { agent: 'release', name: 'cargo build --release', status: 'failed' },
    ),
    makeEntry(now, 'task/5', { started: 505, ended: 420 }, { agent: 'py-test', name: 'uv sync' }),
    makeEntry(now, 'task/6', { started: 120 }, { agent: 'py-test', name: 'pytest -x' }),
    makeEntry(now, 'run/1/schema', { started: 410, ended: 380 }, { ...graph, name: 'schema' }),
    makeEntry(
      now,
      'run/1/api',
      { waited: 380, started: 300, ended: 190 },
      { ...graph, name: 'api' },
    ),
    makeEntry(
      now,
      'run/1/web',
      { waited: 375, started: 330, ended: 215 },
      { ...graph, name: 'packages/web#build' },
      'processors',
    ),
    makeEntry(
      now,
      'run/1/docs',
      { waited: 180, started: null },
      { ...graph, name: 'docs' },
      'claim',
    ),
    makeEntry(
      now,
      'run/2/lint',
      { started: 90, ended: 52 },
      { agent: null, origin: 'graph', name: 'lint', checkout: '/home/dev/site' },
    ),
  ];
  return entries.map((entry) =>
    entry.name === 'docs' && entry.wait
      ? { ...entry, wait: { ...entry.wait, reason: claim } }
      : entry,
  );
}
