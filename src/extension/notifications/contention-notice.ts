import { window } from 'vscode';
import type { Contention } from '../../core/contention/contention.ts';
import { holderText } from '../../core/contention/holder-text.ts';
import { type Disposable, DisposableList } from '../../core/disposable.ts';
import type { Engine } from '../../core/engine.ts';
import { toLanekeeperError } from '../../core/error.ts';
import { formatDuration } from '../../core/quantities.ts';
import { plainText } from '../../core/terminal/plain-text.ts';
import { areContentionNoticesWanted, noticeSeconds } from '../configuration/contention-notices.ts';
import type { EngineAccess } from '../engine-access.ts';
import type { Logger } from '../log.ts';
import { isOfThisWindow } from '../workspace-access.ts';
import { NoticePolicy } from './notice-policy.ts';

/**
 * Tells when an agent of this window has waited for long, or meets the same again and again; shorter waits are everyday
 * life and marked in the tree alone.
 */
export class ContentionNotice implements Disposable {
  readonly #log: Logger;
  readonly #owned = new DisposableList();
  readonly #policy = new NoticePolicy();
  readonly #timers = new Map<number, NodeJS.Timeout>();

  constructor(access: EngineAccess, log: Logger) {
    this.#log = log;
    this.#owned.add(access.attach((engine) => this.#follow(engine)));
  }

  #follow(engine: Engine): Disposable {
    const owned = new DisposableList();
    for (const contention of engine.contention().open) this.#wait(engine, contention);
    owned.add(
      engine.subscribe((event) => {
        switch (event.type) {
          case 'contention-opened':
            if (this.#policy.meets(event.contention, Date.now())) {
              this.#tell(engine, event.contention, 'meets again and again');
            }
            this.#wait(engine, event.contention);
            break;
          case 'contention-closed':
            this.#forget(event.contention.id);
            if (event.contention.refuted) this.#policy.takesBack(event.contention);
            break;
          default:
        }
      }),
    );
    owned.add({
      dispose: () => {
        for (const id of [...this.#timers.keys()]) this.#forget(id);
      },
    });
    return owned;
  }

  #wait(engine: Engine, { id, finding, since, until }: Contention): void {
    if (!finding.blocking || until !== null) return;
    const waited = Date.now() - Date.parse(since);
    const timer = setTimeout(
      () => {
        this.#timers.delete(id);
        // What has come to be known of it meanwhile: who holds it, above all.
        const open = engine.contention().open.find((each) => each.id === id);
        if (open) this.#tell(engine, open, 'waits for');
      },
      Math.max(0, noticeSeconds() * 1000 - waited),
    );
    this.#forget(id);
    this.#timers.set(id, timer);
  }

  #forget(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  #tell(engine: Engine, contention: Contention, predicate: string): void {
    const { finding, holder } = contention;
    const agent = engine.listAgents().find(({ id }) => id === contention.agent);
    if (!agent || !isOfThisWindow(agent.workspace) || !areContentionNoticesWanted()) return;
    if (!this.#policy.begins(contention)) return;
    const holding = holderText(holder);
    const what = finding.resource || finding.tool;
    const text = [
      `Agent "${agent.name}" ${predicate} ${what}`,
      holding === null ? '' : `, held by ${holding}`,
      contention.until === null ? ` since ${ago(contention)}` : '',
      `. ${finding.cure}`,
    ].join('');
    this.#ask(engine, contention, plainText(text)).catch((thrown: unknown) => {
      this.#log.warn(toLanekeeperError(thrown).message);
    });
  }

  async #ask(engine: Engine, contention: Contention, text: string): Promise<void> {
    const { act, actionsFor } = await import('./notice-actions.ts');
    const chosen = await window.showWarningMessage(text, ...actionsFor(contention));
    this.#policy.ends(contention);
    await act(engine, contention, chosen);
  }

  dispose(): void {
    this.#owned.dispose();
  }
}

function ago({ since }: Contention): string {
  return formatDuration(Math.max(0, Date.now() - Date.parse(since)) / 1000);
}
