import { locate } from '../../../core/location.ts';
import { findTaskRoot } from '../../../core/task/declaration/task-root.ts';
import { readFresh } from '../../../core/task/run/fresh-note.ts';
import { runSummary } from '../../../core/task/run/run-summary.ts';

/** Options of `task run` that change nothing where nothing is to be done. */
const harmless: ReadonlySet<string> = new Set(['--continue', '--json']);

/**
 * Answers `task run NAME…` where all is as the last run left it, without loading what runs tasks: agents ask for the same
 * tasks again and again. False where it must be found out, or the words are not understood.
 *
 * @param words what follows `task run`
 */
export function runFresh(words: readonly string[]): boolean {
  const names = words.filter((word) => !word.startsWith('-'));
  const options = words.filter((word) => word.startsWith('-'));
  if (names.length === 0 || !options.every((option) => harmless.has(option))) return false;
  const root = findTaskRoot(process.cwd());
  const note = readFresh(locate(process.env), root, names, process.env);
  if (note === null) return false;
  const { total, tasks } = note;
  const counts = { total, ran: 0, cached: total, failed: 0 };
  if (options.includes('--json')) {
    const now = new Date().toISOString();
    const head = { run: null, status: 'done', agent: null, startedAt: now, endedAt: now, counts };
    process.stdout.write(`${JSON.stringify(head).slice(0, -1)},"tasks":${tasks}}\n`);
  } else process.stderr.write(`${runSummary(counts)}\n`);
  return true;
}
