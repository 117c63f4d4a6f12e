import { workspace } from 'vscode';
import { isLive } from '../../../core/agent/agent-status.ts';
import type { OverlappingEdit } from '../../../core/claim/overlapping-edits.ts';
import { type Disposable, DisposableList } from '../../../core/disposable.ts';
import type { Engine } from '../../../core/engine.ts';
import { toLanekeeperError } from '../../../core/error.ts';
import type { Logger } from '../../log.ts';
import { isOfThisWindow } from '../../workspace-access.ts';
import { Coalesce } from '../coalesce.ts';

/** How often to look while the view is visible: two git commands a worktree, which no build should feel; ms. */
const interval = 20_000;

/** What follows a change of an agent at once counts as one; ms. */
const settle = 1500;

/**
 * Looks which files the worktrees of this window's agents have both changed, while somebody looks at the agents and at
 * least two of these work in different places. Nothing is asked in Restricted Mode, since git obeys the repository.
 */
export class OverlapWatch implements Disposable {
  readonly #engine: Engine;
  readonly #log: Logger;
  readonly #onFound: (byAgent: ReadonlyMap<string, readonly OverlappingEdit[]>) => void;
  readonly #owned = new DisposableList();
  readonly #asked = new Coalesce<null>(() => {
    void this.#look();
  }, settle);
  #timer: NodeJS.Timeout | undefined;
  #looking = false;
  #ended = false;

  constructor(
    engine: Engine,
    log: Logger,
    onFound: (byAgent: ReadonlyMap<string, readonly OverlappingEdit[]>) => void,
  ) {
    this.#engine = engine;
    this.#log = log;
    this.#onFound = onFound;
    this.#owned.add(this.#asked);
  }

  /** Looks now and then while the view is visible. */
  setVisible(visible: boolean): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (!visible || this.#ended) return;
    this.#timer = setInterval(() => {
      this.ask();
    }, interval);
    this.ask();
  }

  /** Looks soon, where the view is visible. */
  ask(): void {
    if (this.#timer !== undefined) this.#asked.add(null);
  }

  async #look(): Promise<void> {
    // One look that takes long is not overtaken by the next.
    if (this.#looking || !workspace.isTrusted) return;
    this.#looking = true;
    try {
      const found = await this.#find();
      if (!this.#ended) this.#onFound(found);
    } catch (thrown) {
      this.#log.warn(toLanekeeperError(thrown).message);
    } finally {
      this.#looking = false;
    }
  }

  async #find(): Promise<Map<string, OverlappingEdit[]>> {
    const agents = this.#engine
      .listAgents()
      .filter(({ status, workspace: folder }) => isLive(status) && isOfThisWindow(folder));
    const byAgent = new Map<string, OverlappingEdit[]>();
    if (!agents.some(({ checkout }) => checkout === 'worktree')) return byAgent;
    for (const folder of new Set(agents.map((agent) => agent.workspace))) {
      const { edits } = await this.#engine.paths.conflicts(folder);
      for (const edit of edits) {
        for (const id of edit.worktrees.flatMap((worktree) => worktree.agents)) {
          byAgent.set(id, [...(byAgent.get(id) ?? []), edit]);
        }
      }
    }
    return byAgent;
  }

  dispose(): void {
    this.#ended = true;
    clearInterval(this.#timer);
    this.#owned.dispose();
  }
}
