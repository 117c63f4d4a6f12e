import { realpathSync } from 'node:fs';
import { locate } from '../../../core/location.ts';
import { findTaskRoot } from '../../../core/task/declaration/task-root.ts';
import { findingOf, lookAtNote, type LookedNote } from '../../../core/task/run/fresh-note.ts';
import { runSummary } from '../../../core/task/run/run-summary.ts';
import type { TaskRunOptions } from './options.ts';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** `task run` with options only that change nothing where nothing is to be done. */
export interface PlainRun {
  readonly names: readonly string[];
  readonly options: TaskRunOptions;
}

/**
 * Reads the words after `task run` without the library that reads all others, which takes as long to load as a run with
 * nothing to do; null where they say more than names and what is plain.
 */
export function readPlainRun(words: readonly string[]): PlainRun | null {
  const names: string[] = [];
  const options: Writable<TaskRunOptions> = {};
  const left = words.values();
  for (const word of left) {
    if (word === '--continue') options.continue = true;
    else if (word === '--json') options.json = true;
    else if (word === '--concurrency') {
      const { value = '' } = left.next();
      if (!/^[1-9]\d{0,2}$/.test(value)) return null;
      options.concurrency = Number(value);
    } else if (word.startsWith('-')) return null;
    else names.push(word);
  }
  return names.length === 0 ? null : { names, options };
}

/** What is to be known of a plain run before anything is loaded that runs tasks; null where nothing is noted. */
export function lookAtRun({ names }: PlainRun): LookedNote | null {
  const root = realpathSync(findTaskRoot(process.cwd()));
  return lookAtNote(locate(process.env), root, names, process.env);
}

/**
 * Answers `task run` where all is as the last run left it, without loading what runs tasks: agents ask for the same tasks
 * again and again. False where something is to be done, or must be found out.
 */
export function answerFresh({ options }: PlainRun, looked: LookedNote): boolean {
  const finding = findingOf(looked);
  if (finding === null) return false;
  const { total, tasks } = finding;
  const counts = { total, ran: 0, cached: total, failed: 0 };
  if (options.json) {
    const now = new Date().toISOString();
    const head = { run: null, status: 'done', agent: null, startedAt: now, endedAt: now, counts };
    process.stdout.write(`${JSON.stringify(head).slice(0, -1)},"tasks":${tasks}}\n`);
  } else process.stderr.write(`${runSummary(counts)}\n`);
  return true;
}
