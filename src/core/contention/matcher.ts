import type { Assessment } from './confidence.ts';
import type { ContentionSignal } from './finding.ts';
import { LineJudge, needles } from './line-judge.ts';
import { LineReader } from './line-reader.ts';
import { NeedleSearch } from './needle-search.ts';
import { patternNeedles } from './patterns.ts';

/** Built at the first use, not when the module loads: it takes a moment. */
let search: NeedleSearch | undefined;

const completing: ReadonlyMap<number, string> = new Map(
  [...patternNeedles.entries()]
    .filter(([, { pattern }]) => pattern.completedByNeedle)
    .map(([index, { needle }]) => [index, needle]),
);

const colon = 0x3a;

/**
 * Reads the output of one stream, split anywhere, and tells the contention in it. A message is
 * reported when its line ends; a wait is released by the next line of its stream or task, or by the
 * end of the stream. Memory is bounded whatever the stream holds.
 */
export class ContentionMatcher {
  readonly #judge: LineJudge;
  readonly #reader: LineReader;

  /** @param assess what is known of the command that prints the stream; by default nothing */
  constructor(assess?: Assessment) {
    search ??= new NeedleSearch(needles);
    const judge = new LineJudge(assess);
    this.#judge = judge;
    this.#reader = new LineReader(search, completing, {
      segment(segment) {
        if (segment.isBlank()) return;
        if (segment.needles.count === 0 && judge.isIdle) judge.pass(segment.endsWith(colon));
        else judge.segment(segment.text(), segment.line, segment.needles);
      },
      blankLine() {
        judge.blankLine();
      },
      completes(segment) {
        return judge.completes(segment.text(), segment.needles);
      },
    });
  }

  /** What these bytes tell, in the order of the stream. */
  push(chunk: Uint8Array): ContentionSignal[] {
    this.#reader.read(chunk);
    return this.#judge.takeSignals();
  }

  /** The stream has ended: what an unfinished line tells, and the release of every wait. */
  end(): ContentionSignal[] {
    this.#reader.end();
    this.#judge.end();
    return this.#judge.takeSignals();
  }
}
