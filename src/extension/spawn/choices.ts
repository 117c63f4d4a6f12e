import type { CheckoutKind } from '../../core/agent/agent.ts';
import type { AgentTypeAvailability } from '../../core/agent/type/detect-types.ts';
import type { Answer } from './quick-input.ts';
import type { StepOutcome } from './steps.ts';

export const spawnTitle = 'Spawn Agent';

/** What has been chosen so far. Each step writes its part, and finds it again when the user comes back. */
export interface Choices {
  folder: string;
  type: AgentTypeAvailability | null;
  name: string;
  checkout: CheckoutKind;
  /** Of a worktree to adopt; null otherwise. */
  path: string | null;
  /** Null for the type's own. */
  command: string[] | null;
}

/** Keeps an answer, unless the user went back or out. */
export function outcome<T>(answer: Answer<T>, keep: (value: T) => StepOutcome): StepOutcome {
  return typeof answer === 'string' ? answer : keep(answer.value);
}
