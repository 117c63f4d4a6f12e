import type { Agent } from '../agent/agent.ts';
import type { EngineContext } from '../agent/context.ts';
import type { Survey } from './survey.ts';

export const stages = ['pre', 'runtime', 'post'] as const;

/** Before agents work, while they do, and after they were stopped and cleaned. */
export type Stage = (typeof stages)[number];

/** `unknown`: it was not measured, or not well enough to tell. Never a pass without a measurement. */
export type CheckResult = 'pass' | 'fail' | 'unknown';

export interface Verdict {
  readonly result: CheckResult;
  /** What was measured, one sentence each; never empty. */
  readonly evidence: readonly string[];
  /** What to do, as a sentence; empty for a pass. */
  readonly cure: string;
}

/** The stable shape of one check on the command line. */
export interface CheckReport {
  readonly id: string;
  readonly stage: Stage;
  readonly result: CheckResult;
  readonly evidence: string;
  readonly cure: string;
}

export interface CheckContext {
  readonly engine: EngineContext;
  /** The agents asked for. */
  readonly agents: readonly Agent[];
  /** All there are: an agent is only isolated from somebody. */
  readonly everyone: readonly Agent[];
  /** Where the checks are asked for, absolute: for what is checked without an agent. */
  readonly workspace: string;
  readonly survey: Survey;
  /** Fires when nobody wants the verdict any more: for what would go on asking tools. */
  readonly signal: AbortSignal | undefined;
}

/** One thing that is checked. Adding one is adding a file to `checks/` and a line to `checks.ts`. */
export interface Check {
  /** `stage.thing`, stable. */
  readonly id: string;
  readonly stage: Stage;
  run(context: CheckContext): Promise<Verdict>;
}

/** What came out for one of several things that a check looked at. */
export interface Finding {
  readonly result: CheckResult;
  readonly evidence: string;
  readonly cure?: string;
}

/** Lines of evidence shown; a failing set-up can have thousands. */
const evidenceShown = 20;

/** The verdict over several findings: one failure fails, one unknown is unknown, and nothing measured is unknown. */
export function verdictOf(findings: readonly Finding[], nothing: string): Verdict {
  const result =
    (['fail', 'unknown'] as const).find((worse) => findings.some((one) => one.result === worse)) ??
    (findings.length > 0 ? 'pass' : 'unknown');
  // What decides comes first.
  const told = [
    ...findings.filter((one) => one.result === result),
    ...findings.filter((one) => one.result !== result),
  ].map(({ evidence }) => evidence);
  const rest = told.length - evidenceShown;
  return {
    result,
    evidence:
      told.length === 0
        ? [nothing]
        : [...told.slice(0, evidenceShown), ...(rest > 0 ? [`And ${String(rest)} more.`] : [])],
    cure: result === 'pass' ? '' : curesOf(findings.filter((one) => one.result === result)),
  };
}

/** Each cure once, as sentences. */
function curesOf(findings: readonly Finding[]): string {
  return [...new Set(findings.map(({ cure }) => cure ?? ''))].filter(Boolean).join(' ');
}
