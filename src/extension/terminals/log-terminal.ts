import { EventEmitter, type Pseudoterminal } from 'vscode';
import { toLanekeeperError } from '../../core/error.ts';
import { saidText } from './said-text.ts';
import { LogText } from './log-text.ts';

/** A log to look at. */
export interface ShownLog {
  /** What the terminal says before the log. */
  readonly heading: string;
  /** What is in it and, as long as it is written, what comes. */
  readonly follow: (signal: AbortSignal) => AsyncGenerator<Uint8Array>;
}

/**
 * A terminal that shows a log and follows it. The log is the truth and this only a look at it: closing it detaches and
 * leaves whoever writes it alone, and after a window reload it can be opened again.
 */
export class LogTerminal implements Pseudoterminal {
  readonly #log: ShownLog;
  readonly #written = new EventEmitter<string>();
  readonly #ended = new EventEmitter<void>();
  readonly #detached = new AbortController();
  readonly #onClose: () => void;

  readonly onDidWrite = this.#written.event;
  readonly onDidClose = this.#ended.event;

  constructor(log: ShownLog, onClose: () => void) {
    this.#log = log;
    this.#onClose = onClose;
  }

  open(): void {
    this.#written.fire(saidText(this.#log.heading));
    void this.#follow();
  }

  close(): void {
    this.#detached.abort();
    this.#written.dispose();
    this.#ended.dispose();
    this.#onClose();
  }

  async #follow(): Promise<void> {
    const text = new LogText();
    const { signal } = this.#detached;
    try {
      for await (const chunk of this.#log.follow(signal)) {
        if (signal.aborted) return;
        this.#written.fire(text.write(chunk));
      }
    } catch (thrown) {
      if (!signal.aborted) this.#written.fire(saidText(toLanekeeperError(thrown).message));
    }
  }
}
