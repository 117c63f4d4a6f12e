import type { CheckResult } from '../../core/verification/check.ts';
import type { CheckStage, KeptCheck, MadeCheck, StageResult } from './check-results.ts';

/** What matters most first. */
export const resultOrder: readonly CheckResult[] = ['fail', 'unknown', 'pass'];

export const resultWords: Readonly<Record<CheckResult, string>> = {
  fail: 'failed',
  unknown: 'unknown',
  pass: 'passed',
};

export const stageWords: Readonly<Record<CheckStage, string>> = {
  pre: 'Before agents work',
  runtime: 'While agents work',
  post: 'After agents ended',
  doctor: 'Doctor',
};

/** Failed ones first, then what is not known; among equals as they came. */
export function failedFirst<T extends Pick<MadeCheck, 'result'>>(checks: readonly T[]): T[] {
  return resultOrder.flatMap((result) => checks.filter((check) => check.result === result));
}

/** `2 failed, 1 unknown`, or how many passed where that is all. */
export function summaryText(checks: readonly Pick<MadeCheck, 'result'>[]): string {
  const told = resultOrder.flatMap((result) => {
    const count = checks.filter((check) => check.result === result).length;
    return count === 0 ? [] : [{ result, text: `${String(count)} ${resultWords[result]}` }];
  });
  const troubles = told.filter(({ result }) => result !== 'pass');
  return (troubles.length > 0 ? troubles : told).map(({ text }) => text).join(', ');
}

/** Below its stage the id is short of it. The doctor's ids name the trouble, which is no stage. */
export function shortId(stage: CheckStage, id: string): string {
  return id.startsWith(`${stage}.`) ? id.slice(stage.length + 1) : id;
}

export function checkTooltip(check: KeptCheck): string {
  const { id, result, evidence, cure, fixed = [], at } = check;
  return [
    `${id}: ${resultWords[result]}`,
    evidence,
    ...(cure === '' ? [] : [`What to do: ${cure}`]),
    ...fixed.map((done) => `Done: ${done}`),
    `Checked ${new Date(at).toLocaleTimeString()}`,
  ].join('\n\n');
}

/** What a screen reader says of the row of a check. */
export function checkSpoken(stage: CheckStage, { id, result, evidence, cure }: MadeCheck): string {
  const said = `${shortId(stage, id)}, ${resultWords[result]}. ${evidence}`;
  return cure === '' ? said : `${said} What to do: ${cure}`;
}

export function stageTooltip({ stage, workspace, agent, checks }: StageResult): string {
  const [first] = checks;
  return [
    `${stageWords[stage]}: ${summaryText(checks)}`,
    stage === 'doctor' ? 'lanekeeper doctor' : `lanekeeper verify ${stage}`,
    agent === null ? workspace : `Only agent ${agent}, in ${workspace}`,
    ...(first ? [`Checked ${new Date(first.at).toLocaleTimeString()}`] : []),
  ].join('\n\n');
}
