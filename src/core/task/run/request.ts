import type { Location } from '../../location.ts';
import type { Store } from '../../store/store.ts';
import type { FileIndexes } from '../fingerprint/file-indexes.ts';
import type { TaskGraph } from '../graph/graph.ts';
import type { Admission } from './admission.ts';
import type { LookedNote } from './fresh-note.ts';
import type { FreshRuns } from './fresh-runs.ts';
import type { TaskRun } from './run-registry.ts';
import type { GraphTaskState } from './state.ts';
import type { TaskJobs } from './task-jobs.ts';

/** What runs of tasks work with. */
export interface TaskContext {
  readonly store: Store;
  readonly location: Location;
  readonly indexes: FileIndexes;
  /** What runs of this process found done already; absent where the process ends with its run. */
  readonly fresh?: FreshRuns;
  /** What this process has found of the note on the tasks that it is for, when it began; absent where it runs any. */
  readonly looked?: LookedNote;
  /** The variables of whoever asks. */
  readonly environment: NodeJS.ProcessEnv;
  /** Hears of faults that no caller waits for. */
  readonly onFault: (fault: unknown) => void;
}

/** In whose contract tasks are run. */
export interface TaskAgent {
  readonly id: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface GraphRequest {
  /** The root of the checkout, absolute and without links. */
  readonly checkout: string;
  /** The tasks to do, with all that they depend on. */
  readonly graph: TaskGraph;
  /** Those that were asked for by name. */
  readonly names: readonly string[];
  readonly agent: TaskAgent | null;
  /** 0–100, that was given to all of them instead of what is declared; null for none. */
  readonly priority: number | null;
  readonly admission: Admission;
  /** What gives commands that build their tokens; absent where they take none. */
  readonly jobs?: TaskJobs;
  /** What the tools are, where a task's class depends on it. */
  readonly toolchain: string | null;
  /** Whether tasks that do not depend on one that failed are still started. */
  readonly keepGoing: boolean;
  /** How long a stopped command may take to end before the next, harder signal; ms. */
  readonly graceMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Hears of each task that gets into another state, right after it is recorded. */
  readonly onState?: (name: string, state: GraphTaskState) => void;
  /** Hears what commands of this run print, without secrets, as it comes. */
  readonly onOutput?: (name: string, chunk: Uint8Array) => void;
}

export interface GraphOutcome {
  readonly run: TaskRun;
  readonly states: ReadonlyMap<string, GraphTaskState>;
}
