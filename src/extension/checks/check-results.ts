import type { Disposable } from '../../core/disposable.ts';
import { Emitter, type Listener } from '../../core/emitter.ts';
import type { CheckResult, Stage } from '../../core/verification/check.ts';

/** The stages of the verification in their order, and the doctor. */
export const checkStages = ['pre', 'runtime', 'post', 'doctor'] as const satisfies readonly (
  Stage | 'doctor'
)[];

export type CheckStage = (typeof checkStages)[number];

/** What the engine tells of a check, whoever made it. */
export interface MadeCheck {
  readonly id: string;
  readonly result: CheckResult;
  readonly evidence: string;
  readonly cure: string;
  /** Whether the engine can apply the cure; verification has none that it can. */
  readonly fixable?: boolean;
  /** What was done when the cure was applied. */
  readonly fixed?: readonly string[];
}

export interface KeptCheck extends MadeCheck {
  /** When it was made, ms since the epoch. */
  readonly at: number;
}

/** What was asked. */
export interface CheckScope {
  /** The folder, absolute. */
  readonly workspace: string;
  /** Only of this agent; of all when null. */
  readonly agent: string | null;
}

export interface StageResult extends CheckScope {
  readonly stage: CheckStage;
  readonly checks: readonly KeptCheck[];
}

/** What was last found at each stage, by whoever asked in this window; it is gone with the window. */
export class CheckResults implements Disposable {
  readonly #results = new Map<CheckStage, StageResult>();
  readonly #underWay: CheckStage[] = [];
  readonly #changed: Emitter<undefined>;

  constructor(onListenerFault: (fault: unknown) => void) {
    this.#changed = new Emitter(onListenerFault);
  }

  subscribe(listener: Listener<undefined>): Disposable {
    return this.#changed.subscribe(listener);
  }

  of(stage: CheckStage): StageResult | null {
    return this.#results.get(stage) ?? null;
  }

  /** In the order of the stages. */
  get all(): readonly StageResult[] {
    return checkStages.flatMap((stage) => this.of(stage) ?? []);
  }

  isUnderWay(stage: CheckStage): boolean {
    return this.#underWay.includes(stage);
  }

  /** Keeps what comes of a look. One that fails or is cancelled leaves what was found before. */
  async keep(
    stage: CheckStage,
    { workspace, agent }: CheckScope,
    look: () => Promise<readonly MadeCheck[]>,
  ): Promise<readonly MadeCheck[]> {
    return this.#during(stage, async () => {
      const made = await look();
      const at = Date.now();
      const checks = made.map((check) => ({ ...check, at }));
      this.#results.set(stage, { stage, workspace, agent, checks });
      return made;
    });
  }

  /** Keeps what comes of a look at some checks of a stage; the others stay as they were found. */
  async renew(
    stage: CheckStage,
    look: () => Promise<readonly MadeCheck[]>,
  ): Promise<readonly MadeCheck[]> {
    return this.#during(stage, async () => {
      const made = await look();
      const at = Date.now();
      const before = this.of(stage);
      if (before) {
        const checks = before.checks.map((check) => {
          const again = made.find(({ id }) => id === check.id);
          return again ? { ...again, at } : check;
        });
        this.#results.set(stage, { ...before, checks });
      }
      return made;
    });
  }

  async #during<T>(stage: CheckStage, work: () => Promise<T>): Promise<T> {
    this.#underWay.push(stage);
    this.#changed.emit(undefined);
    try {
      return await work();
    } finally {
      this.#underWay.splice(this.#underWay.indexOf(stage), 1);
      this.#changed.emit(undefined);
    }
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
