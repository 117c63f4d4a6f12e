import type { CheckResult } from '../core/verification/check.ts';

interface ShownCheck {
  readonly id: string;
  readonly stage: string;
  readonly result: CheckResult;
  readonly evidence: string;
  readonly cure: string;
  /** What was done about it; verification does nothing. */
  readonly fixed?: readonly string[];
}

/** A page of checks, failures first, as Markdown. */
export function checkText(title: string, checks: readonly ShownCheck[]): string {
  const order: readonly CheckResult[] = ['fail', 'unknown', 'pass'];
  const headings: Readonly<Record<CheckResult, string>> = {
    fail: 'Failed',
    unknown: 'Not known',
    pass: 'Passed',
  };
  const parts = order.flatMap((result) => {
    const those = checks.filter((check) => check.result === result);
    if (those.length === 0) return [];
    return [
      `## ${headings[result]}: ${String(those.length)}`,
      '',
      ...those.flatMap(({ id, evidence, cure, fixed = [] }) => [
        `### ${id}`,
        '',
        evidence,
        '',
        ...(cure === '' ? [] : [`**${cure}**`, '']),
        ...(fixed.length === 0 ? [] : [...fixed.map((done) => `- ${done}`), '']),
      ]),
    ];
  });
  return [`# ${title}`, '', ...parts].join('\n');
}
