import type { CheckStage } from './check-results.ts';

/**
 * What a row of the Checks view stands for, which is what a command is called on. Apart from the rows, whose code is
 * loaded when there are any.
 */
export class CheckTarget {
  readonly stage: CheckStage;
  /** The id of one check; null for all of the stage. */
  readonly check: string | null;

  constructor(stage: CheckStage, check: string | null) {
    this.stage = stage;
    this.check = check;
  }
}
