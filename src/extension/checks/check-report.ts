import { Uri, window, workspace } from 'vscode';
import type { PageSource } from '../pages.ts';
import type { CheckResults } from './check-results.ts';
import { type Report, reports } from './reports.ts';

const scheme = 'lanekeeper-checks';

const titles: Readonly<Record<Report, string>> = { verification: 'Verification', doctor: 'Doctor' };

/** Opens the page of all that the quality gates, or the doctor, last found. */
export async function showReport(report: Report): Promise<void> {
  const uri = Uri.from({ scheme, path: `/${titles[report]}.md` });
  await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
}

/** Pages of what was found, which change with it. */
export function checkReportPages(results: CheckResults): PageSource {
  return {
    scheme,
    write: async (_engine, uri) => {
      const report = reports.find((each) => uri.path === `/${titles[each]}.md`) ?? 'verification';
      const { reportText } = await import('./report-text.ts');
      return reportText(titles[report], report, results.all);
    },
    follow: (changed) => results.subscribe(changed),
  };
}
