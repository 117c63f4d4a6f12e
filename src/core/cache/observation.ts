import type { CacheCount } from './counts.ts';
import type { OutputReader } from './probe.ts';
import { cacheProbes } from './probes.ts';

/** Longer than any line that counts; guards the patterns against a flood without line ends. */
const maxLineLength = 1000;

/**
 * Reads hits and misses from what tools print. One instance a stream of output, since some tools spread their account
 * over several lines. Counts only whole lines in a tool's exact form: a line that is quoted, prefixed or indented by
 * something else counts nothing.
 */
export class CacheObserver {
  readonly #readers: readonly { cache: string; missReason: string; read: OutputReader }[];

  constructor() {
    this.#readers = cacheProbes.flatMap(({ name, counting }) =>
      counting.by === 'output'
        ? [{ cache: name, missReason: counting.missReason, read: counting.createReader() }]
        : [],
    );
  }

  /** `line` is plain text without escape sequences; a line redrawn by carriage returns counts as its last state. */
  push(line: string): CacheCount[] {
    const shown = lastState(line);
    if (shown === '' || shown.length > maxLineLength) return [];
    return this.#readers.flatMap(({ cache, missReason, read }) => {
      const counts = read(shown);
      if (counts === null) return [];
      const { misses } = counts;
      const reasons = misses > 0 ? [{ reason: missReason, count: misses }] : [];
      return [{ cache, ...counts, reasons }];
    });
  }
}

function lastState(line: string): string {
  const trimmed = line.trimEnd();
  return trimmed.slice(trimmed.lastIndexOf('\r') + 1);
}
