import { commands, window } from 'vscode';
import type { Contention } from '../../core/contention/contention.ts';
import { holderText } from '../../core/contention/holder-text.ts';
import { type Disposable, DisposableList } from '../../core/disposable.ts';
import type { Engine } from '../../core/engine.ts';
import { plainText } from '../../core/terminal/plain-text.ts';
import {
  areContentionNoticesWanted,
  muteContentionNotices,
} from '../configuration/contention-notices.ts';
import { commandIds } from '../contributions/commands.ts';
import type { EngineAccess } from '../engine-access.ts';
import { isOfThisWindow } from '../workspace-access.ts';

/** Shorter waits are everyday life and marked in the tree alone. */
const thresholdMs = 10_000;

const showLogs = 'Show Logs';
const showHolder = 'Show Holder';
const stopHolder = 'Stop Holder';
const muted = 'Do Not Show Again';

function show(agent: string): Thenable<unknown> {
  return commands.executeCommand(commandIds.showLogs, { agent });
}

/** Ends what another agent is at, and so asks. */
async function stop(engine: Engine, id: string): Promise<void> {
  const agent = engine.listAgents().find((each) => each.id === id);
  if (!agent) return;
  const chosen = await window.showWarningMessage(
    `Stop agent "${plainText(agent.name)}"?`,
    { modal: true, detail: 'What it runs is ended. Its files and its namespace stay.' },
    'Stop Agent',
  );
  if (chosen !== undefined) await commands.executeCommand(commandIds.stopAgent, { agent: id });
}

/**
 * Tells once when an agent of this window has waited for long. The same wait of the same agent is told of once a
 * session, however often it comes back.
 */
export class ContentionNotice implements Disposable {
  readonly #owned = new DisposableList();
  readonly #timers = new Map<number, NodeJS.Timeout>();
  readonly #told = new Set<string>();

  constructor(access: EngineAccess) {
    this.#owned.add(access.attach((engine) => this.#follow(engine)));
  }

  #follow(engine: Engine): Disposable {
    const owned = new DisposableList();
    for (const contention of engine.contention().open) this.#wait(engine, contention);
    owned.add(
      engine.subscribe((event) => {
        if (event.type === 'contention-opened' || event.type === 'contention-changed') {
          this.#wait(engine, event.contention);
        } else if (event.type === 'contention-closed') this.#forget(event.contention.id);
      }),
    );
    owned.add({
      dispose: () => {
        for (const id of [...this.#timers.keys()]) this.#forget(id);
      },
    });
    return owned;
  }

  #wait(engine: Engine, contention: Contention): void {
    if (!contention.finding.blocking || contention.until !== null) return;
    const waited = Date.now() - Date.parse(contention.since);
    const timer = setTimeout(
      () => {
        this.#timers.delete(contention.id);
        this.#tell(engine, contention);
      },
      Math.max(0, thresholdMs - waited),
    );
    this.#forget(contention.id);
    this.#timers.set(contention.id, timer);
  }

  #forget(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  #tell(engine: Engine, { agent: id, finding, holder }: Contention): void {
    const agent = engine.listAgents().find((each) => each.id === id);
    if (!agent || !isOfThisWindow(agent.workspace) || !areContentionNoticesWanted()) return;
    const key = `${agent.uid}\0${finding.tool}\0${finding.resource}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    const holding = holderText(holder);
    const what = finding.resource || finding.tool;
    const text = `Agent "${agent.name}" waits for ${what}${holding === null ? '' : `, held by ${holding}`}. ${finding.cure}`;
    const other = holder?.agent ?? null;
    // Only what is an agent's may be looked at, or stopped, from here.
    const ofHolder = other === null || other === id ? [] : [showHolder, stopHolder];
    const actions = [...ofHolder, showLogs, muted];
    void window.showWarningMessage(plainText(text), ...actions).then(async (chosen) => {
      if (chosen === muted) await muteContentionNotices();
      else if (chosen === showLogs) await show(id);
      else if (chosen === showHolder && other !== null) await show(other);
      else if (chosen === stopHolder && other !== null) await stop(engine, other);
    });
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
