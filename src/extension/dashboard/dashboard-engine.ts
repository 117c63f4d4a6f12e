import type { CachesReport } from '../../core/cache/report.ts';
import type { Disposable } from '../../core/disposable.ts';
import type { Engine } from '../../core/engine.ts';
import type { Battery } from '../../core/metrics/battery.ts';
import type { MachineFacts } from '../../core/metrics/machine-facts.ts';
import type { ProjectTasks } from '../../core/task/project-tasks.ts';

/** The part of the engine that the dashboard reads. It changes nothing itself: commands go through the window's own. */
export type DashboardEngine = Pick<
  Engine,
  | 'subscribe'
  | 'listAgents'
  | 'unfinishedTasks'
  | 'gates'
  | 'contention'
  | 'contentionTotals'
  | 'timeline'
  | 'observe'
  | 'history'
>;

/** Whether there is an engine to show, and if not, why. */
export type EngineConnection =
  | { readonly kind: 'closed' | 'opening' }
  | { readonly kind: 'open'; readonly engine: DashboardEngine }
  | { readonly kind: 'failed'; readonly error: Error };

/** Where the engine comes from. One engine may follow another, since settings that it works by can change. */
export interface EngineSource {
  readonly state: EngineConnection;
  onDidChange(listener: () => void): Disposable;
}

/** What is known of the caches in this window: one answer for all that shows it, so that no two show different rates. */
export interface CachesSource {
  /** The latest answer, null before the first one. */
  readonly report: CachesReport | null;
  onDidChange(listener: () => void): Disposable;
  /** Says that somebody looks, until disposed. */
  watch(): Disposable;
}

/** What the machine is made of, which takes up to seconds to find out. */
export interface MachineSource {
  /** Null before it was asked, and where it cannot be told. */
  readonly machine: { readonly facts: MachineFacts; readonly battery: Battery | null } | null;
  onDidChange(listener: () => void): Disposable;
  /** Says that somebody looks, until disposed: the machine is asked, and its battery, if it has one, again and again. */
  watch(): Disposable;
}

/** The tasks of one folder, as they were read last. */
export interface ShownProject {
  /** Another one each time that they are read. */
  readonly id: string;
  /** The folder's. */
  readonly name: string;
  /** The folder, absolute. */
  readonly root: string;
  readonly tasks: Pick<ProjectTasks, 'graph' | 'problems' | 'read'> | null;
  /** Why there are none. */
  readonly fault: Error | null;
}

/** The tasks of the folders of this window. */
export interface ProjectsSource {
  /** Null before they were read. */
  readonly projects: readonly ShownProject[] | null;
  onDidChange(listener: () => void): Disposable;
  /** Says that somebody looks, until disposed: they are read, and read again whenever what declares them changes. */
  watch(): Disposable;
}
