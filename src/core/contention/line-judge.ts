import { assessByText } from './command-context.ts';
import type { Assessment } from './confidence.ts';
import type { ContentionSignal, Finding } from './finding.ts';
import { describeFinding } from './describe-finding.ts';
import { detached } from './detached-text.ts';
import type { FoundNeedles } from './found-needles.ts';
import type { LineMatch } from './line-match.ts';
import { matchLine } from './line-match.ts';
import { patternNeedles } from './patterns.ts';
import { quotations } from './quotation.ts';
import { QuotationTracker } from './quotation-tracker.ts';
import { RecentFindings } from './recent-findings.ts';
import { taskPrefixOf } from './task-prefix.ts';

interface Wait {
  readonly prefix: string;
  readonly finding: Finding;
}

const mostWaits = 256;
const indentedCode = /^(?: {4}|\t)/;

/**
 * The needles of all patterns, then those of all quotations: a candidate is an index into this
 * list.
 */
export const needles: readonly string[] = [
  ...patternNeedles.map(({ needle }) => needle),
  ...quotations.map((quotation) => quotation.needle),
];

/**
 * Decides what the lines of one stream mean: which are messages and which only quote them, which
 * repeat one wait, and when a wait is over. Lines are plain text; `candidates` are the needles a
 * line holds, in ascending order.
 */
export class LineJudge {
  readonly #assess: Assessment;
  readonly #quotations = new QuotationTracker();
  readonly #recent = new RecentFindings();
  readonly #waits = new Map<string, Wait>();
  #unconfirmed: LineMatch | null = null;
  #signals: ContentionSignal[] = [];
  /** The last line ended with a colon; and a blank line followed. */
  #colonBefore = false;
  #blankBefore = false;

  /** @param assess what is known of the command that prints the stream */
  constructor(assess: Assessment = assessByText) {
    this.#assess = assess;
  }

  /** Whether lines without candidates may be passed over. */
  get isIdle(): boolean {
    return this.#waits.size === 0 && this.#unconfirmed === null && !this.#quotations.isOpen;
  }

  /** The signals since the last call. */
  takeSignals(): ContentionSignal[] {
    if (this.#signals.length === 0) return [];
    const signals = this.#signals;
    this.#signals = [];
    return signals;
  }

  /** A line without candidates, read while idle. */
  pass(endsWithColon: boolean): void {
    this.#colonBefore = endsWithColon;
    this.#blankBefore = false;
  }

  blankLine(): void {
    this.#blankBefore = true;
    this.#quotations.blankLine();
  }

  /** Whether the text is a whole message although its line has not ended. */
  completes(text: string, candidates: FoundNeedles): boolean {
    return this.#match(text, 0, candidates)?.pattern.completedByNeedle ?? false;
  }

  /** A line, or one redraw of a line, that holds more than blanks. */
  segment(text: string, line: number, candidates: FoundNeedles): void {
    const prefix = this.isIdle ? '' : taskPrefixOf(text);
    const quoted = this.#quotations.isOpen && this.#quotations.quotes(prefix, text, line);
    const match = quoted ? null : this.#match(text, line, candidates);
    const confirmed = this.#confirm(text);
    if (!confirmed) this.#release(prefix, match);
    if (match) this.#accept(match);
    if (!quoted) this.#startQuotations(text, line, candidates);
    this.pass(text.endsWith(':'));
  }

  /** The stream has ended, and with it every wait. */
  end(): void {
    this.#unconfirmed = null;
    this.#releaseWhere(() => true);
  }

  #match(text: string, line: number, candidates: FoundNeedles): LineMatch | null {
    if (candidates.count === 0 || candidates.at(0) >= patternNeedles.length) return null;
    if (this.#colonBefore && this.#blankBefore && indentedCode.test(text)) return null;
    return matchLine(text, line, candidates);
  }

  #accept(match: LineMatch): void {
    if (match.pattern.confirmation) this.#unconfirmed = match;
    else this.#report(match);
  }

  /** Whether the line confirms the message before it. */
  #confirm(text: string): boolean {
    const match = this.#unconfirmed;
    if (!match) return false;
    this.#unconfirmed = null;
    const body = text.startsWith(match.prefix) ? text.slice(match.prefix.length) : text;
    if (!match.pattern.confirmation?.test(body.trimEnd())) return false;
    this.#release(match.prefix, match);
    this.#report(match);
    return true;
  }

  #report(match: LineMatch): void {
    const { key, pattern } = match;
    const confidence = this.#assess(match.tool);
    if (confidence === null) return;
    if (pattern.blocking ? this.#waits.has(key) : this.#recent.repeats(key, match.line)) return;
    const finding = describeFinding(match, confidence);
    this.#signals.push({ type: 'found', finding });
    if (!pattern.blocking) return;
    this.#waits.set(key, { prefix: detached(match.prefix), finding });
    if (this.#waits.size <= mostWaits) return;
    const [oldest] = this.#waits.values();
    this.#releaseWhere((wait) => wait === oldest);
  }

  /**
   * Output after a wait tells that its process went on, unless it repeats the wait. A task's wait
   * is ended only by a line of that task.
   */
  #release(prefix: string, match: LineMatch | null): void {
    if (this.#waits.size === 0) return;
    this.#releaseWhere(
      (wait, key) => key !== match?.key && (wait.prefix === '' || wait.prefix === prefix),
    );
  }

  #releaseWhere(isOver: (wait: Wait, key: string) => boolean): void {
    for (const [key, wait] of this.#waits) {
      if (!isOver(wait, key)) continue;
      this.#waits.delete(key);
      this.#signals.push({ type: 'released', finding: wait.finding });
    }
  }

  #startQuotations(text: string, line: number, candidates: FoundNeedles): void {
    for (let position = candidates.count - 1; position >= 0; position -= 1) {
      const candidate = candidates.at(position) - patternNeedles.length;
      const quotation = candidate < 0 ? undefined : quotations[candidate];
      if (!quotation) return;
      this.#quotations.start(quotation, '', text, line);
      this.#quotations.start(quotation, taskPrefixOf(text), text, line);
    }
  }
}
