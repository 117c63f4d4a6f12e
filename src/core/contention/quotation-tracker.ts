import { detached } from './detached-text.ts';
import type { Quotation } from './quotation.ts';

interface OpenQuotation {
  readonly quotation: Quotation;
  readonly startLine: number;
}

const mostPrefixes = 256;

/**
 * Follows which quotations are open: of the whole stream (no prefix), or of one task of a task
 * runner.
 */
export class QuotationTracker {
  readonly #open = new Map<string, OpenQuotation>();

  get isOpen(): boolean {
    return this.#open.size > 0;
  }

  /** Whether the line is quoted. Ends the quotations that it ends. */
  quotes(prefix: string, text: string, line: number): boolean {
    const whole = this.#continues('', text, line);
    return prefix === ''
      ? whole
      : this.#continues(prefix, text.slice(prefix.length), line) || whole;
  }

  /** Opens the quotation if this line starts it and none is open. */
  start(quotation: Quotation, prefix: string, text: string, line: number): void {
    if (this.#open.has('') || this.#open.has(prefix)) return;
    if (!quotation.start.test(text.slice(prefix.length))) return;
    this.#open.set(detached(prefix), { quotation, startLine: line });
    if (this.#open.size <= mostPrefixes) return;
    for (const oldest of this.#open.keys()) {
      this.#open.delete(oldest);
      return;
    }
  }

  blankLine(): void {
    if (this.#open.get('')?.quotation.endsWithBlankLine) this.#open.delete('');
  }

  #continues(prefix: string, text: string, line: number): boolean {
    const open = this.#open.get(prefix);
    if (!open) return false;
    const { quotation, startLine } = open;
    if (line - startLine <= quotation.lines && !quotation.end.test(text)) return true;
    this.#open.delete(prefix);
    return quotation.endIsQuoted === true && line - startLine <= quotation.lines;
  }
}
