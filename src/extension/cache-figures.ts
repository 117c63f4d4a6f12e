import { EventEmitter, workspace } from 'vscode';
import { isLive } from '../core/agent/agent-status.ts';
import type { CachesReport } from '../core/cache/report.ts';
import { type Disposable, DisposableList } from '../core/disposable.ts';
import type { Engine } from '../core/engine.ts';
import { type LanekeeperError, toLanekeeperError } from '../core/error.ts';
import type { EngineAccess } from './engine-access.ts';
import type { Logger } from './log.ts';
import { Coalesce } from './views/coalesce.ts';

/** The window that hits are counted over moves on even when nothing is counted. */
const beatMs = 60_000;
/** Asking a cache starts its tool, so a burst of counts is answered once. */
const settleMs = 2_000;

/**
 * What is known of the shared caches: one answer for the status bar, the Caches view and the dashboard, so that what
 * stands side by side agrees. Asks while an agent is live or somebody looks, and never in a workspace that is not
 * trusted, since a cache's own tool answers.
 */
export class CacheFigures implements Disposable {
  readonly #access: EngineAccess;
  readonly #log: Logger;
  readonly #changed = new EventEmitter<void>();
  readonly #owned = new DisposableList();
  readonly #pending = new Coalesce<boolean>((refresh) => {
    void this.read({ refresh: refresh.has(true) });
  }, settleMs);
  #report: CachesReport | null = null;
  #fault: LanekeeperError | null = null;
  #reading: Promise<void> | null = null;
  readonly #watchers = new Set<object>();

  readonly onDidChange = this.#changed.event;

  constructor(access: EngineAccess, log: Logger) {
    this.#access = access;
    this.#log = log;
    this.#owned.add(this.#changed);
    this.#owned.add(this.#pending);
    this.#owned.add(
      access.attach((engine) => {
        this.#pending.add(false);
        return engine.subscribe((event) => {
          if (event.type === 'cache-counted') this.#pending.add(true);
        });
      }),
    );
    const beat = setInterval(() => {
      const { state } = access;
      if (state.kind === 'open' && (this.#watchers.size > 0 || anyLive(state.engine)))
        this.#pending.add(true);
    }, beatMs);
    this.#owned.add({
      dispose: () => {
        clearInterval(beat);
      },
    });
    this.#owned.add(
      workspace.onDidGrantWorkspaceTrust(() => {
        this.#pending.add(true);
      }),
    );
  }

  /** The latest answer, null before the first one. */
  get report(): CachesReport | null {
    return this.#report;
  }

  /** Why there is no answer, null when there is one. */
  get fault(): LanekeeperError | null {
    return this.#fault;
  }

  /** Says that somebody looks at the caches, and so wants their sizes as well, until disposed. */
  watch(): Disposable {
    const watcher = {};
    this.#watchers.add(watcher);
    this.#pending.add(false);
    return {
      dispose: () => {
        this.#watchers.delete(watcher);
      },
    };
  }

  /** Asks the caches. A question under way is waited for, not asked twice. */
  read(options: { refresh: boolean }): Promise<void> {
    this.#reading ??= this.#ask(options).finally(() => {
      this.#reading = null;
      this.#changed.fire();
    });
    return this.#reading;
  }

  async #ask({ refresh }: { refresh: boolean }): Promise<void> {
    if (!workspace.isTrusted) return;
    try {
      const engine = await this.#access.ready();
      this.#report = await engine.caches({
        refresh,
        sizes: this.#watchers.size > 0,
        workspace: workspace.workspaceFolders?.[0]?.uri.fsPath ?? null,
      });
      this.#fault = null;
    } catch (thrown) {
      this.#fault = toLanekeeperError(thrown);
      this.#log.warn(this.#fault.message);
    }
  }

  dispose(): void {
    this.#owned.dispose();
  }
}

function anyLive(engine: Engine): boolean {
  return engine.listAgents().some((agent) => isLive(agent.status));
}
