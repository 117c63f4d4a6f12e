import { window } from 'vscode';
import type { Disposable } from '../core/disposable.ts';

/** Where the extension writes what it does; VS Code keeps it in a file and shows it in the Output panel. */
export interface Logger {
  trace(message: string): void;
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(error: string | Error): void;
  show(): void;
}

export function createLogger(): Logger & Disposable {
  return window.createOutputChannel('Lanekeeper', { log: true });
}
