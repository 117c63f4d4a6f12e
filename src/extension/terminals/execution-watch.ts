import { type TerminalShellExecution, TerminalShellExecutionCommandLineConfidence } from 'vscode';
import type { ContentionSignal } from '../../core/contention/finding.ts';

/**
 * Reads what one command prints in a terminal and reports the contention in it. Must be made in the handler of
 * `onDidStartTerminalShellExecution`, because only what is printed after `read()` is delivered.
 */
export class ExecutionWatch {
  readonly #execution: TerminalShellExecution;
  readonly #output: AsyncIterator<string>;
  readonly #report: (signals: ContentionSignal[]) => void;
  #ended = false;
  #abandoned = false;
  #end: (() => void) | null = null;

  constructor(execution: TerminalShellExecution, report: (signals: ContentionSignal[]) => void) {
    this.#execution = execution;
    this.#output = execution.read()[Symbol.asyncIterator]();
    this.#report = report;
  }

  /** Reads until the output or the command ends: for some command lines the first never comes (microsoft/vscode#324392). */
  async run(): Promise<void> {
    const [{ ContentionMatcher }, { assessmentOf }] = await Promise.all([
      import('../../core/contention/matcher.ts'),
      import('../../core/contention/command-context.ts'),
    ]);
    const { value, confidence } = this.#execution.commandLine;
    // A line that was read off the screen may be another.
    const isKnown = confidence !== TerminalShellExecutionCommandLineConfidence.Low;
    const matcher = new ContentionMatcher(isKnown ? assessmentOf(value) : undefined);
    const encoder = new TextEncoder();
    const over = new Promise<null>((resolve) => {
      this.#end = () => {
        resolve(null);
      };
    });
    while (!this.#ended) {
      const next = await Promise.race([this.#output.next(), over]);
      if (next === null || next.done) break;
      this.#tell(matcher.push(encoder.encode(next.value)));
    }
    if (!this.#abandoned) this.#tell(matcher.end());
  }

  /** Says that the command has ended. What it still holds back is given up. */
  end(): void {
    this.#ended = true;
    this.#end?.();
  }

  /** Stops reading while the command goes on, so that what it waits for is not taken for over. */
  abandon(): void {
    this.#abandoned = true;
    this.end();
  }

  #tell(signals: ContentionSignal[]): void {
    if (signals.length > 0) this.#report(signals);
  }
}
