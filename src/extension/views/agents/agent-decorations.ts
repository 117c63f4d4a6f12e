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
import type { AgentNode } from './agent-node.ts';
import { agentOfUri, agentUri } from './agent-uri.ts';

/** Marks the rows of agents that wait for something with "!", and says in the tooltip for what. */
export class AgentDecorations implements FileDecorationProvider, Disposable {
  readonly #find: (id: string) => AgentNode | null;
  readonly #changed = new EventEmitter<Uri[]>();
  readonly #owned = new DisposableList();

  readonly onDidChangeFileDecorations = this.#changed.event;

  constructor(find: (id: string) => AgentNode | null) {
    this.#find = find;
    this.#owned.add(this.#changed);
    this.#owned.add(window.registerFileDecorationProvider(this));
  }

  redraw(nodes: readonly AgentNode[]): void {
    if (nodes.length > 0) this.#changed.fire(nodes.map((node) => agentUri(node.agent.id)));
  }

  provideFileDecoration(uri: Uri): FileDecoration | undefined {
    const id = agentOfUri(uri);
    const waits = id === null ? [] : (this.#find(id)?.waits ?? []);
    if (waits.length === 0) return undefined;
    const tooltip = waits
      .map(({ finding }) => `Waits for ${finding.resource || finding.tool}. ${finding.cure}`)
      .join('\n');
    return new FileDecoration('!', plainText(tooltip), new ThemeColor('list.warningForeground'));
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
