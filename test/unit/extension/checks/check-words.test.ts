import assert from 'node:assert/strict';
import type { KeptCheck } from '../../../../src/extension/checks/check-results.ts';
import {
  checkSpoken,
  checkTooltip,
  failedFirst,
  shortId,
  stageTooltip,
  summaryText,
} from '../../../../src/extension/checks/check-words.ts';

const failed: KeptCheck = {
  id: 'pre.caches-isolated',
  result: 'fail',
  evidence: 'one: its target is a link to that of two.',
  cure: 'Remove the link.',
  at: Date.parse('2026-11-25T10:00:00'),
};
const unknown: KeptCheck = { ...failed, id: 'pre.limits', result: 'unknown', cure: '' };
const passed: KeptCheck = { ...failed, id: 'pre.links', result: 'pass', cure: '' };

describe('the words for checks', () => {
  it('count what failed and what is not known, or what passed where that is all', () => {
    assert.equal(summaryText([passed, failed, unknown, failed]), '2 failed, 1 unknown');
    assert.equal(summaryText([passed, unknown]), '1 unknown');
    assert.equal(summaryText([passed, passed]), '2 passed');
    assert.equal(summaryText([]), '');
  });

  it('put what failed first, and leave equals as they came', () => {
    const again = { ...failed, id: 'pre.other' };
    assert.deepEqual(failedFirst([passed, failed, unknown, again]), [
      failed,
      again,
      unknown,
      passed,
    ]);
  });

  it('leave out the stage where the row is below it', () => {
    assert.equal(shortId('pre', 'pre.caches-isolated'), 'caches-isolated');
    assert.equal(shortId('doctor', 'locks.stale-git'), 'locks.stale-git');
  });

  it('tell evidence, cure, what was done and when of a check', () => {
    const text = checkTooltip({ ...failed, fixed: ['Moved it aside.'] });
    const time = new Date(failed.at).toLocaleTimeString();
    assert.deepEqual(text.split('\n\n'), [
      'pre.caches-isolated: failed',
      failed.evidence,
      'What to do: Remove the link.',
      'Done: Moved it aside.',
      `Checked ${time}`,
    ]);
    assert.ok(!checkTooltip(passed).includes('What to do'));
  });

  it('say to a screen reader what the icon shows', () => {
    assert.equal(
      checkSpoken('pre', failed),
      'caches-isolated, failed. one: its target is a link to that of two. What to do: Remove the link.',
    );
    assert.match(checkSpoken('pre', passed), /^links, passed\. one: [^.]+\.$/);
  });

  it('tell of a stage how to ask for it, and of whom it is', () => {
    const result = { stage: 'pre', workspace: '/repo', agent: 'one', checks: [failed] } as const;
    assert.match(stageTooltip(result), /^Before agents work: 1 failed\n\nlanekeeper verify pre\n/);
    assert.match(stageTooltip(result), /Only agent one, in \/repo/);
    const doctor = { ...result, stage: 'doctor', agent: null } as const;
    assert.match(stageTooltip(doctor), /\n\nlanekeeper doctor\n\n\/repo\n\nChecked \S/);
  });
});
