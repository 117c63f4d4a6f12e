import type { Disposable } from '../../core/disposable.ts';
import { runsInForeground } from '../../core/process/terminal-foreground.ts';

/** How often to look; ms. */
const beatMs = 500;

/**
 * Tells what a shell that was found again is doing. VS Code reports no end of a command that began before its window was
 * reloaded, so the terminal itself is asked whose it is, until the shell has it back.
 */
export class ForegroundWatch implements Disposable {
  readonly #timer: NodeJS.Timeout;
  readonly #shell: number;
  readonly #onChange: (status: 'running' | 'idle') => void;
  #status: 'running' | 'idle' | null = null;

  /** @param onChange hears the status at once and when it changes, if it can be told at all */
  constructor(shell: number, onChange: (status: 'running' | 'idle') => void) {
    this.#shell = shell;
    this.#onChange = onChange;
    this.#timer = setInterval(() => {
      this.#look();
    }, beatMs);
    this.#look();
  }

  #look(): void {
    const runs = runsInForeground(this.#shell);
    if (runs !== true) this.dispose();
    if (runs === null) return;
    const status = runs ? 'running' : 'idle';
    if (status === this.#status) return;
    this.#status = status;
    this.#onChange(status);
  }

  dispose(): void {
    clearInterval(this.#timer);
  }
}
