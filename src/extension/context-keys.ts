import { commands } from 'vscode';
import type { ContextKey } from './contributions/contexts.ts';

/** Tells `when` clauses of the manifest what the extension knows. */
export function setContext(key: ContextKey, value: string): void {
  void commands.executeCommand('setContext', key, value);
}
