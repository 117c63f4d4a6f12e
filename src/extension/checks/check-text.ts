import type { CheckResult } from '../../core/verification/check.ts';
import type { MadeCheck } from './check-results.ts';
import { resultOrder } from './check-words.ts';

const headings: Readonly<Record<CheckResult, string>> = {
  fail: 'Failed',
  unknown: 'Not known',
  pass: 'Passed',
};

/** A page of checks, failures first, as Markdown. */
export function checkText(title: string, checks: readonly MadeCheck[]): string {
  const parts = resultOrder.flatMap((result) => {
    const those = checks.filter((check) => check.result === result);
    if (those.length === 0) return [];
    return [`## ${headings[result]}: ${String(those.length)}`, '', ...those.flatMap(checkLines)];
  });
  return [`# ${title}`, '', ...parts].join('\n');
}

/** One check as Markdown: what came out, how that is known, what to do and what was done. */
export function checkLines({ id, evidence, cure, fixed = [] }: MadeCheck): string[] {
  return [
    `### ${id}`,
    '',
    evidence,
    '',
    ...(cure === '' ? [] : [`**${cure}**`, '']),
    ...(fixed.length === 0 ? [] : [...fixed.map((done) => `- ${done}`), '']),
  ];
}
