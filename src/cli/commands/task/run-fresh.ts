import { locate } from '../../../core/location.ts';
import { findTaskRoot } from '../../../core/task/declaration/task-root.ts';
import { readFresh } from '../../../core/task/run/fresh-note.ts';
import { runSummary } from '../../../core/task/run/run-summary.ts';
import type { TaskRunOptions } from './run.ts';

/** Options that take no value, and change nothing where nothing is to be done. */
const plain: ReadonlySet<string> = new Set(['--continue', '--json']);

/** `task run` in its plainest form. */
export interface PlainRun {
  readonly names: readonly string[];
  readonly options: TaskRunOptions;
}

/**
 * Reads the words after `task run` without the library that reads all others, which takes as long to load as a run with
 * nothing to do; null where they say more than names and what is plain.
 */
export function readPlainRun(words: readonly string[]): PlainRun | null {
  const names = words.filter((word) => !word.startsWith('-'));
  const options = words.filter((word) => word.startsWith('-'));
  if (names.length === 0 || !options.every((option) => plain.has(option))) return null;
  return {
    names,
    options: {
      ...(options.includes('--continue') && { continue: true }),
      ...(options.includes('--json') && { json: true }),
    },
  };
}

/**
 * Answers `task run` where all is as the last run left it, without loading what runs tasks: agents ask for the same tasks
 * again and again. False where it must be found out.
 */
export function runFresh({ names, options }: PlainRun): boolean {
  const root = findTaskRoot(process.cwd());
  const note = readFresh(locate(process.env), root, names, process.env);
  if (note === null) return false;
  const { total, tasks } = note;
  const counts = { total, ran: 0, cached: total, failed: 0 };
  if (options.json) {
    const now = new Date().toISOString();
    const head = { run: null, status: 'done', agent: null, startedAt: now, endedAt: now, counts };
    process.stdout.write(`${JSON.stringify(head).slice(0, -1)},"tasks":${tasks}}\n`);
  } else process.stderr.write(`${runSummary(counts)}\n`);
  return true;
}
