import type { CachesReport } from '../../core/cache/report.ts';
import type { Sample } from '../../core/metrics/sample.ts';
import { unreachable } from '../../core/unreachable.ts';
import { totalsView } from './contention-totals.ts';
import type { MessageToPage } from './contract.ts';
import type { DashboardEngine, MachineSource, ProjectsSource } from './dashboard-engine.ts';
import { projectsView, standingsView } from './graph-view.ts';
import { machineView } from './machine-view.ts';
import type { Part } from './parts.ts';
import {
  agentsView,
  cachesView,
  contentionsView,
  gatesView,
  sampleView,
  tasksView,
} from './snapshot.ts';
import { timelineView } from './timeline-view.ts';

/** A message to the page before it has its number; distributes over the union, as plain Omit does not. */
export type Unnumbered<M> = M extends unknown ? Omit<M, 'sequence'> : never;

/** What is not asked of the engine each time, as it was last told; null before. */
export interface Latest {
  readonly caches: CachesReport | null;
  readonly sample: Sample | null;
  readonly projects: ProjectsSource['projects'];
  readonly machine: MachineSource['machine'];
}

/**
 * One part of the page, whole and as it is now; nothing of what is not known yet.
 *
 * @param now ms since the epoch
 */
export function messagesOf(
  part: Part,
  engine: DashboardEngine,
  { caches, sample, projects, machine }: Latest,
  now: number,
): Unnumbered<MessageToPage>[] {
  switch (part) {
    case 'agents':
      return [{ type: 'agents', agents: agentsView(engine) }];
    case 'tasks':
      return [{ type: 'tasks', tasks: tasksView(engine) }];
    case 'contention':
      return [{ type: 'contention', contention: contentionsView(engine) }];
    case 'totals':
      return [{ type: 'totals', totals: totalsView(engine.contentionTotals()) }];
    case 'timeline':
      return [{ type: 'timeline', timeline: timelineView(engine, now) }];
    case 'projects':
      return [{ type: 'projects', projects: projectsView(projects) }];
    case 'standings':
      return [{ type: 'standings', standings: standingsView(projects) }];
    case 'caches':
      return caches ? [{ type: 'caches', caches: cachesView(caches) }] : [];
    case 'machine':
      return [{ type: 'machine', machine: machineView(machine) }];
    case 'sample':
      return sample
        ? [{ type: 'sample', sample: sampleView(sample), gates: gatesView(engine) }]
        : [];
    default:
      return unreachable(part);
  }
}
