import {
  EventEmitter,
  FileDecoration,
  type FileDecorationProvider,
  ThemeColor,
  type Uri,
  window,
} from 'vscode';
import { type Disposable, DisposableList } from '../../../core/disposable.ts';
import { plainText } from '../../../core/terminal/plain-text.ts';
import { isTaskUri } from './task-uri.ts';

/** Marks the rows of tasks that wait for what others have with "!", and says in the tooltip for what. */
export class TaskDecorations implements FileDecorationProvider, Disposable {
  readonly #waits = new Map<string, string>();
  readonly #changed = new EventEmitter<Uri[]>();
  readonly #owned = new DisposableList();

  readonly onDidChangeFileDecorations = this.#changed.event;

  constructor() {
    this.#owned.add(this.#changed);
    this.#owned.add(window.registerFileDecorationProvider(this));
  }

  /** Takes what rows wait for, null for nothing; redraws those of which it is another. */
  show(waits: Iterable<readonly [row: Uri, wait: string | null]>): void {
    const changed: Uri[] = [];
    for (const [uri, wait] of waits) {
      const key = uri.toString();
      if ((this.#waits.get(key) ?? null) === wait) continue;
      if (wait === null) this.#waits.delete(key);
      else this.#waits.set(key, wait);
      changed.push(uri);
    }
    if (changed.length > 0) this.#changed.fire(changed);
  }

  provideFileDecoration(uri: Uri): FileDecoration | undefined {
    const wait = isTaskUri(uri) ? this.#waits.get(uri.toString()) : undefined;
    return wait === undefined
      ? undefined
      : new FileDecoration('!', plainText(wait), new ThemeColor('list.warningForeground'));
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
