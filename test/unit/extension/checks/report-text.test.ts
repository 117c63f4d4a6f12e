import assert from 'node:assert/strict';
import type { StageResult } from '../../../../src/extension/checks/check-results.ts';
import { reportText } from '../../../../src/extension/checks/report-text.ts';

function found(stage: StageResult['stage'], checks: object[]): StageResult {
  const made = checks.map((check) => ({
    ...{ id: `${stage}.links`, result: 'pass' as const, evidence: 'All are its own.', cure: '' },
    ...check,
    at: 0,
  }));
  return { stage, workspace: '/repo', agent: null, checks: made };
}

describe('the report of checks', () => {
  it('tells those of all stages of the verification, failures first, and not the doctor’s', () => {
    const text = reportText('Verification', 'verification', [
      found('pre', [{}]),
      found('post', [{ id: 'post.gone', result: 'fail', evidence: 'Left.', cure: 'Delete it.' }]),
      found('doctor', [{ id: 'locks.stale-git' }]),
    ]);
    assert.equal(
      text,
      [
        '# Verification',
        '',
        ...['## Failed: 1', '', '### post.gone', '', 'Left.', '', '**Delete it.**', ''],
        ...['## Passed: 1', '', '### pre.links', '', 'All are its own.', ''],
      ].join('\n'),
    );
  });

  it('shows no control characters of what tools said', () => {
    const text = reportText('Doctor', 'doctor', [found('doctor', [{ evidence: 'a\u001b[31mb' }])]);
    assert.match(text, /\nab\n/);
  });

  it('says that nothing was checked', () => {
    assert.match(reportText('Doctor', 'doctor', [found('pre', [{}])]), /^# Doctor\n\nNothing was/);
  });
});
