import type { TaskDeclaration } from '../declaration/declaration.ts';
import { taskFileName } from '../declaration/task-file-name.ts';
import { needsToolchain } from '../fingerprint/fingerprint.ts';
import { type Demand, recordOf } from '../fingerprint/stamps.ts';
import type { TaskGraph } from '../graph/graph.ts';
import type { Prepared } from './examine.ts';
import { type FreshNote, type HeldTask, valuesOf, writeNote } from './fresh-note.ts';
import type { TaskRecord } from './record.ts';
import type { GraphRequest, TaskContext } from './request.ts';
import type { GraphTaskState } from './state.ts';
import { tasksJson } from './tasks-json.ts';

/** What a run with nothing to do would end with, and what tells that it would. */
export interface WitnessedRun {
  readonly note: FreshNote;
  /** The file that the note is in. */
  readonly file: string;
  readonly states: ReadonlyMap<string, GraphTaskState>;
}

/** A task that was done, or found done, in a run. */
interface Seen {
  readonly prepared: Prepared;
  readonly record: TaskRecord & { readonly fingerprint: string };
  readonly upstream: string;
}

/** Clocks that run by themselves drift apart by far less while a run lasts; ms. */
const clockJumpMs = 500;

/** Gathers what the tasks of a run rest on, so that the next one can tell at a glance which of them are fresh. */
export class RunWitness {
  readonly #start = Date.now();
  readonly #clock = performance.now();
  readonly #places = new Map<string, ReadonlyMap<string, Demand>>();
  readonly #seen: Seen[] = [];
  readonly #held = new Map<string, HeldTask>();

  /** What the last run noted of a task still holds. */
  carry(held: HeldTask): void {
    this.#held.set(held.name, held);
  }

  /** Where files of a task were looked for. */
  look(name: string, places: ReadonlyMap<string, Demand>): void {
    this.#places.set(name, places);
  }

  /** How a task was done that may be fresh the next time. `upstream`: hash of what it depends on. */
  add(prepared: Prepared, record: TaskRecord, upstream: string): void {
    const { fingerprint, ending } = record;
    const { task } = prepared;
    const mayBeFresh = task.cache && ending === 'done' && isPlain(task);
    if (!mayBeFresh || fingerprint === null) return;
    this.#seen.push({ prepared, record: { ...record, fingerprint }, upstream });
  }

  /**
   * Notes which tasks rest on nothing but files and variables, and on none that may have changed since the run began.
   * Returns what a run with nothing to do would end with; null where it is not known that there is nothing.
   */
  note(
    { location, environment }: TaskContext,
    { checkout, names, agent, graph }: Pick<GraphRequest, 'checkout' | 'names' | 'agent' | 'graph'>,
  ): WitnessedRun | null {
    if (agent !== null || this.#hasClockJumped()) return null;
    const common = recordOf(checkout, taskFileName, 'unchanged', this.#start);
    if (common === null) return null;
    const records = new Map<string, string | null>();
    for (const seen of this.#seen) {
      const held = this.#hold(checkout, seen, records);
      if (held) this.#held.set(held.name, held);
    }
    if (this.#held.size === 0) return null;
    const variables = this.#variables(graph);
    const states = this.#freshStates(graph);
    const note = {
      ...{ variables, values: valuesOf(variables, environment), common: [common] },
      held: [...this.#held.values()],
      finding: states && { total: states.size, tasks: JSON.stringify(tasksJson(states)) },
    };
    const file = writeNote(location, checkout, names, note);
    return states && file !== null ? { note, file, states } : null;
  }

  /** Null if any of its places may have changed. What it made is looked at first, since that is the youngest. */
  #hold(
    checkout: string,
    { prepared, record, upstream }: Seen,
    records: Map<string, string | null>,
  ): HeldTask | null {
    const { name } = prepared.task;
    const places: string[] = [];
    const isSettled = (file: string, demand: Demand): boolean => {
      const key = `${demand} ${file}`;
      const known = records.get(key);
      const place = known === undefined ? recordOf(checkout, file, demand, this.#start) : known;
      records.set(key, place);
      if (place !== null) places.push(place);
      return place !== null;
    };
    const looked = this.#places.get(name);
    const { fingerprint, attempt, milliseconds, log } = record;
    const areSettled =
      looked !== undefined &&
      record.outputs.every(({ path }) => isSettled(path, 'unchanged')) &&
      (prepared.parts?.inputs ?? []).every(([file]) => isSettled(file, 'unchanged')) &&
      [...looked].every(([file, demand]) => isSettled(file, demand));
    if (!areSettled) return null;
    return { name, attempt, fingerprint, upstream, milliseconds, log, places };
  }

  /** How all tasks would end that have nothing to do; null where one has. */
  #freshStates({ tasks }: TaskGraph): ReadonlyMap<string, GraphTaskState> | null {
    const states = new Map<string, GraphTaskState>();
    for (const [name, task] of tasks) {
      const held = this.#held.get(name);
      const isGroup = task.command.length === 0 && isPlain(task);
      if (!held && !isGroup) return null;
      const { milliseconds = null, log = null } = held ?? {};
      states.set(name, { status: 'done', how: 'fresh', milliseconds, log });
    }
    return states;
  }

  #variables({ tasks }: TaskGraph): string[] {
    const all = [...this.#held.keys()].flatMap((name) => tasks.get(name)?.dependsOnEnv ?? []);
    return [...new Set(all)].sort();
  }

  /** Whether the clock that dates changes of files was set while this run looked at them. */
  #hasClockJumped(): boolean {
    const elapsed = performance.now() - this.#clock;
    return Math.abs(Date.now() - this.#start - elapsed) > clockJumpMs;
  }
}

/** Whether what a task is rests on `lanekeeper.json` alone, and its tools do not matter. */
function isPlain(task: TaskDeclaration): boolean {
  return task.source.kind === 'lanekeeper' && !needsToolchain(task.class);
}
