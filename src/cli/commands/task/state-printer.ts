import { formatTime } from '../../../core/quantities.ts';
import type { GraphTaskState } from '../../../core/task/run/state.ts';
import { readLog } from '../../../core/task/run/task-log.ts';
import { PlainTextDecoder } from '../../../core/terminal/plain-text.ts';
import { printNote } from '../../output.ts';

/** How long a line may wait for others; ms. Who reads a pipe is woken by each write, which costs more than a small task. */
const gatherMs = 50;

/** Prints what a command has printed once it has ended, and why a task failed. */
export class StatePrinter {
  #notes: string[] = [];
  #timer: NodeJS.Timeout | null = null;

  readonly print = (name: string, state: GraphTaskState): void => {
    if (state.status !== 'done' && state.status !== 'failed') return;
    if (state.status === 'done' && state.how === 'fresh') return;
    this.#notes.push(`${name}: ${outcome(state)}`);
    this.#timer ??= setTimeout(() => {
      this.flush();
    }, gatherMs);
    if (state.log === null) return;
    // What was said before comes before what the command has printed.
    this.flush();
    const decoder = new PlainTextDecoder();
    process.stdout.write(decoder.write(readLog(state.log)) + decoder.end());
  };

  /** Prints what waits. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const notes = this.#notes;
    this.#notes = [];
    if (notes.length > 0) printNote(notes.join('\n'));
  }
}

function outcome(state: GraphTaskState & { readonly status: 'done' | 'failed' }): string {
  if (state.status === 'failed') return `failed. ${state.reason}`;
  const time = state.milliseconds === null ? '' : ` in ${formatTime(state.milliseconds)}`;
  switch (state.how) {
    case 'ran':
      return `done${time}`;
    case 'fresh':
      return 'nothing had changed';
    case 'restored':
      return 'restored from a kept result';
    case 'joined':
      return `done${time} by another run`;
  }
}
