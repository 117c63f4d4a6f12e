import { EventEmitter, type Pseudoterminal } from 'vscode';
import type { Agent } from '../../core/agent/agent.ts';
import type { Engine } from '../../core/engine.ts';
import { toLanekeeperError } from '../../core/error.ts';
import { plainText } from '../../core/terminal/plain-text.ts';
import { LogText } from './log-text.ts';

/**
 * A terminal that shows the log of a command agent and follows it. The log is the truth and this only a look at it:
 * closing it detaches and leaves the agent alone, and after a window reload it can be opened again.
 */
export class LogTerminal implements Pseudoterminal {
  readonly #engine: Engine;
  readonly #agent: Agent;
  readonly #written = new EventEmitter<string>();
  readonly #ended = new EventEmitter<void>();
  readonly #detached = new AbortController();
  readonly #onClose: () => void;

  readonly onDidWrite = this.#written.event;
  readonly onDidClose = this.#ended.event;

  constructor(engine: Engine, agent: Agent, onClose: () => void) {
    this.#engine = engine;
    this.#agent = agent;
    this.#onClose = onClose;
  }

  open(): void {
    const { name, command } = this.#agent;
    this.#say(
      `Output of agent ${name}: ${command.join(' ')}. Closing this leaves the agent alone.`,
    );
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
      for await (const chunk of this.#engine.followLog(this.#agent.id, signal)) {
        if (signal.aborted) return;
        this.#written.fire(text.write(chunk));
      }
    } catch (thrown) {
      if (!signal.aborted) this.#say(toLanekeeperError(thrown).message);
    }
  }

  /** What the extension says itself, dimmed to stand apart from what the agent printed. */
  #say(text: string): void {
    this.#written.fire(`\u001b[2m${plainText(text).replaceAll('\n', ' ')}\u001b[0m\r\n`);
  }
}
