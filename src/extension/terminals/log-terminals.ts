import { type Terminal, ThemeIcon, window } from 'vscode';
import type { Disposable } from '../../core/disposable.ts';
import { plainText } from '../../core/terminal/plain-text.ts';
import { LogTerminal, type ShownLog } from './log-terminal.ts';

/** Terminals that show logs, one for each log. */
export class LogTerminals implements Disposable {
  readonly #open = new Map<string, Terminal>();

  /** @param key names the log: what is open already is brought to the front */
  show(key: string, name: string, log: ShownLog): void {
    const terminal = this.#open.get(key) ?? this.#make(key, name, log);
    terminal.show(true);
  }

  #make(key: string, name: string, log: ShownLog): Terminal {
    const terminal = window.createTerminal({
      name: plainText(`${name} (log)`),
      iconPath: new ThemeIcon('output'),
      isTransient: true,
      pty: new LogTerminal(log, () => this.#open.delete(key)),
    });
    this.#open.set(key, terminal);
    return terminal;
  }

  dispose(): void {
    for (const terminal of this.#open.values()) terminal.dispose();
  }
}
