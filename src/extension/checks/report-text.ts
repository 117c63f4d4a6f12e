import { plainText } from '../../core/terminal/plain-text.ts';
import type { StageResult } from './check-results.ts';
import { checkText } from './check-text.ts';
import type { Report } from './reports.ts';

/** What the quality gates or the doctor last found, as Markdown. */
export function reportText(title: string, report: Report, found: readonly StageResult[]): string {
  const those = found.filter(({ stage }) => (stage === 'doctor') === (report === 'doctor'));
  if (those.length === 0) return `# ${title}\n\nNothing was checked in this window yet.\n`;
  return plainText(
    checkText(
      title,
      those.flatMap(({ checks }) => checks),
    ),
  );
}
