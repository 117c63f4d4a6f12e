import type { TaskDeclaration } from '../declaration/declaration.ts';
import { taskFileName } from '../declaration/task-file-name.ts';
import type { CheckoutFiles } from '../fingerprint/checkout-files.ts';
import { needsToolchain } from '../fingerprint/fingerprint.ts';
import type { Demand } from '../fingerprint/stamps.ts';
import type { Prepared } from './examine.ts';
import { type FreshNote, noteFresh } from './fresh-note.ts';
import type { TaskRecord } from './record.ts';
import type { GraphRequest, TaskContext } from './request.ts';
import type { GraphTaskState } from './state.ts';
import { tasksJson } from './tasks-json.ts';

/** Gathers what a run looks at as long as it finds nothing to do, so that the next one can tell at a glance. */
export class RunWitness {
  readonly #start = Date.now();
  readonly #clock = performance.now();
  readonly #places = new Map<string, Demand>();
  readonly #variables = new Set<string>();
  #isWhole = true;

  /** A task that is fresh. */
  add({ task, parts }: Prepared, { outputs }: TaskRecord): void {
    if (!isPlain(task)) this.#isWhole = false;
    for (const [file] of parts?.inputs ?? []) this.#places.set(file, 'unchanged');
    for (const { path } of outputs) this.#places.set(path, 'unchanged');
    for (const name of task.dependsOnEnv) this.#variables.add(name);
  }

  /** Notes that these tasks are fresh, if that rests on nothing but files and variables; null where it does not. */
  note(
    { location, environment }: TaskContext,
    { checkout, names, agent, graph }: GraphRequest,
    files: CheckoutFiles,
    states: ReadonlyMap<string, GraphTaskState>,
  ): { readonly note: FreshNote; readonly file: string } | null {
    const groups = [...graph.tasks.values()].filter(({ command }) => command.length === 0);
    const isWhole = this.#isWhole && agent === null && groups.every(isPlain);
    const areFresh = [...states.values()].every(
      (state) => state.status === 'done' && state.how === 'fresh',
    );
    if (!isWhole || !areFresh || this.#hasClockJumped()) return null;
    this.#places.set(taskFileName, 'unchanged');
    files.witness(this.#places);
    return noteFresh(location, checkout, names, {
      finding: { total: states.size, tasks: JSON.stringify(tasksJson(states)) },
      witness: { places: this.#places, variables: [...this.#variables].sort() },
      environment,
      start: this.#start,
    });
  }

  /** Whether the clock that dates changes of files was set while this run looked at them. */
  #hasClockJumped(): boolean {
    const elapsed = performance.now() - this.#clock;
    return Math.abs(Date.now() - this.#start - elapsed) > 500;
  }
}

/** Whether what a task is rests on `lanekeeper.json` alone, and its tools do not matter. */
function isPlain(task: TaskDeclaration): boolean {
  return task.source.kind === 'lanekeeper' && !needsToolchain(task.class);
}
