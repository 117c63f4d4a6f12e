import { env, window as editor } from 'vscode';
import { LanekeeperError } from '../../core/error.ts';
import { plainText } from '../../core/terminal/plain-text.ts';
import { showReport } from '../checks/check-report.ts';
import { type Report, reports } from '../checks/reports.ts';
import { checkLines } from '../checks/check-text.ts';
import { parseReportArgument } from './check-arguments.ts';
import { chooseChecks } from './choose-checks.ts';
import type { Command, Window } from './command.ts';
import type { Invocation } from './invocation.ts';

/** Copy Evidence: puts what came out of a check, how that is known and what to do on the clipboard, as Markdown. */
export const copyEvidence: Command = async ({ checks }, invocation) => {
  const chosen = await chooseChecks(checks, invocation, {
    placeholder: 'Which evidence do you want to copy?',
    none: 'Nothing was checked in this window yet.',
  });
  if (chosen.length === 0) {
    if (invocation.from !== 'script') return undefined;
    throw new LanekeeperError(
      'input-invalid',
      'That check was not made in this window.',
      'Run the quality gates or the doctor first.',
    );
  }
  const text = plainText(chosen.flatMap(checkLines).join('\n'));
  await env.clipboard.writeText(text);
  if (invocation.from === 'script') return text;
  const what = chosen.length === 1 ? chosen[0]?.id : `${String(chosen.length)} checks`;
  editor.setStatusBarMessage(`$(check) Copied the evidence of ${what ?? ''}`, 4000);
  return undefined;
};

/** Open Check Report: the page of all that the quality gates, or the doctor, last found. */
export const openCheckReport: Command = async (window, invocation) => {
  const report = await chooseReport(window, invocation);
  if (report) await showReport(report);
};

async function chooseReport(
  { checks }: Window,
  invocation: Invocation,
): Promise<Report | undefined> {
  if (invocation.from === 'script') return parseReportArgument(invocation.argument).report;
  const reportOf = (stage: string): Report => (stage === 'doctor' ? 'doctor' : 'verification');
  if (invocation.from === 'checks') return reportOf(invocation.stage);
  const made = new Set(checks.all.map(({ stage }) => reportOf(stage)));
  if (made.size === 0) {
    void editor.showInformationMessage('Nothing was checked in this window yet.');
    return undefined;
  }
  const offers = reports.filter((report) => made.has(report));
  if (offers.length === 1) return offers[0];
  const labels: Readonly<Record<Report, string>> = {
    verification: 'Quality gates',
    doctor: 'Doctor',
  };
  const chosen = await editor.showQuickPick(
    offers.map((report) => ({ report, label: labels[report] })),
    { placeHolder: 'Which report shall be opened?' },
  );
  return chosen?.report;
}
