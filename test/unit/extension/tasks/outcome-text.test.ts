import assert from 'node:assert/strict';
import { outcomeText } from '../../../../src/extension/tasks/outcome-text.ts';

describe('the terminal of a run', () => {
  it('says what became of each task, and nothing of one that only waits for its turn', () => {
    const done = { status: 'done', milliseconds: 1240, log: null } as const;
    assert.equal(outcomeText('a', { ...done, how: 'ran' }), 'a: done in 1.2 s');
    assert.match(outcomeText('a', { ...done, how: 'fresh' }) ?? '', /nothing had changed/);
    assert.match(outcomeText('a', { ...done, how: 'restored' }) ?? '', /restored/);
    const waiting = { status: 'waiting' } as const;
    assert.equal(outcomeText('a', { ...waiting, reason: { kind: 'dependencies' } }), null);
    assert.equal(
      outcomeText('a', { ...waiting, reason: { kind: 'resources', text: 'needs 2 processors' } }),
      'a: Needs 2 processors.',
    );
  });
});
