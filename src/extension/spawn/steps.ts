/** Where one step leads: on, back to the one before, out with all that was chosen, or nowhere. */
export type StepOutcome = 'next' | 'back' | 'finish' | 'cancel';

/** `number` counts from 1. */
export interface StepPosition {
  readonly number: number;
  readonly total: number;
}

export type Step = (position: StepPosition) => Promise<StepOutcome>;

/** Walks through the steps of one input. Returns false when the user gave it up. */
export async function walkSteps(steps: readonly Step[]): Promise<boolean> {
  let index = 0;
  for (;;) {
    const step = steps[index];
    if (!step) return true;
    const outcome = await step({ number: index + 1, total: steps.length });
    switch (outcome) {
      case 'next':
        index += 1;
        break;
      case 'back':
        index = Math.max(0, index - 1);
        break;
      case 'finish':
        return true;
      case 'cancel':
        return false;
    }
  }
}
