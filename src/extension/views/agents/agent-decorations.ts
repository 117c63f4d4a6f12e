import {
  EventEmitter,
  FileDecoration,
  type FileDecorationProvider,
  ThemeColor,
  type Uri,
  window,
} from 'vscode';
import type { Contention } from '../../../core/contention/contention.ts';
import { holderText, secondsLost } from '../../../core/contention/holder-text.ts';
import { type Disposable, DisposableList } from '../../../core/disposable.ts';
import { formatDuration } from '../../../core/quantities.ts';
import { plainText } from '../../../core/terminal/plain-text.ts';
import type { AgentNode } from './agent-node.ts';
import { agentOfUri, agentUri } from './agent-uri.ts';
import { breachLines } from './isolation-node.ts';
import { driftLines } from './namespace-node.ts';

/**
 * Marks the rows of agents that wait for something, or that write what another agent writes, with "!", those that have changed
 * a file which another worktree has changed as well with "⇄", and those whose namespace has drifted with "Δ", and says in
 * the tooltip for what.
 */
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
    const node = id === null ? null : this.#find(id);
    if (!node) return undefined;
    const waits = node.waits.map(
      (wait) =>
        `Waits for ${wait.finding.resource || wait.finding.tool}${heldBy(wait)}. ${wait.finding.cure}`,
    );
    const breaches = breachLines(node.breaches, node.agent.id);
    const drift = driftLines(node.agent);
    const overlaps = node.overlaps.map(
      ({ path }) => `${path} is changed in another worktree, too.`,
    );
    const tooltip = plainText([...breaches, ...waits, ...overlaps, ...drift].join('\n'));
    if (waits.length + breaches.length > 0) {
      const color = breaches.length > 0 ? 'list.errorForeground' : 'list.warningForeground';
      return new FileDecoration('!', tooltip, new ThemeColor(color));
    }
    if (overlaps.length > 0) {
      return new FileDecoration('⇄', tooltip, new ThemeColor('list.warningForeground'));
    }
    if (drift.length === 0) return undefined;
    // As a file that was changed since it was committed is marked.
    return new FileDecoration(
      'Δ',
      tooltip,
      new ThemeColor('gitDecoration.modifiedResourceForeground'),
    );
  }

  dispose(): void {
    this.#owned.dispose();
  }
}

/** `, held by dev-1 (cargo build, pid 4242)` with the time that was lost; nothing where nobody knows. */
function heldBy(wait: Contention): string {
  const holder = holderText(wait.holder);
  const lost = formatDuration(secondsLost(wait));
  return holder === null ? ` for ${lost}` : `, held by ${holder}, for ${lost}`;
}
