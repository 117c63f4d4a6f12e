import type { CheckResult } from '../core/verification/check.ts';
import { exitCodes } from './exit.ts';
import { printLine } from './output.ts';

/** What is shown of a check, whoever made it. */
export interface ShownCheck {
  readonly id: string;
  readonly result: CheckResult;
  readonly evidence: string;
  readonly cure: string;
}

/** One check as people read it: the result, how it is known, what to do. */
export function printCheck({ id, result, evidence, cure }: ShownCheck): void {
  printLine(`${result.padEnd(7)}  ${id}`);
  printLine(`         ${evidence}`);
  if (cure !== '') printLine(`         → ${cure}`);
}

/** 1 when a check failed: what could not be told is no failure. */
export function exitCodeOf(checks: readonly Pick<ShownCheck, 'result'>[]): number {
  return checks.some(({ result }) => result === 'fail') ? exitCodes.failed : exitCodes.done;
}
