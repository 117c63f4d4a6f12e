import assert from 'node:assert/strict';
import { CheckResults, type MadeCheck } from '../../../../src/extension/checks/check-results.ts';

const scope = { workspace: '/repo', agent: null };

function made(id: string, result: MadeCheck['result'] = 'pass'): MadeCheck {
  return { id, result, evidence: `${id} was looked at.`, cure: '' };
}

function results(): CheckResults {
  return new CheckResults((fault) => {
    throw fault;
  });
}

describe('what checks have found in a window', () => {
  it('is kept for each stage, in their order, with the time and what was asked', async () => {
    const found = results();
    const before = Date.now();
    await found.keep('doctor', scope, () => Promise.resolve([made('locks.stale-git')]));
    await found.keep('pre', { ...scope, agent: 'one' }, () => Promise.resolve([made('pre.links')]));
    assert.deepEqual(
      found.all.map(({ stage, agent, checks }) => [stage, agent, checks.map(({ id }) => id)]),
      [
        ['pre', 'one', ['pre.links']],
        ['doctor', null, ['locks.stale-git']],
      ],
    );
    assert.ok(found.of('pre')?.checks.every(({ at }) => at >= before && at <= Date.now()));
  });

  it('tells when a look begins and when it ends, and that it is under way between', async () => {
    const found = results();
    const seen: [boolean, number][] = [];
    found.subscribe(() => {
      seen.push([found.isUnderWay('pre'), found.all.length]);
    });
    await found.keep('pre', scope, () => Promise.resolve([made('pre.links')]));
    assert.deepEqual(seen, [
      [true, 0],
      [false, 1],
    ]);
  });

  it('is under way until the last of two looks has ended', async () => {
    const found = results();
    const first = Promise.withResolvers<MadeCheck[]>();
    const slow = found.keep('pre', scope, () => first.promise);
    await found.keep('pre', scope, () => Promise.resolve([]));
    assert.ok(found.isUnderWay('pre'));
    first.resolve([]);
    await slow;
    assert.ok(!found.isUnderWay('pre'));
  });

  it('stays as it was when a look fails', async () => {
    const found = results();
    await found.keep('post', scope, () => Promise.resolve([made('post.gone', 'fail')]));
    const broken = () => Promise.reject(new Error('cancelled'));
    await assert.rejects(found.keep('post', scope, broken), /cancelled/);
    assert.equal(found.of('post')?.checks[0]?.result, 'fail');
    assert.ok(!found.isUnderWay('post'));
  });

  it('has one check renewed and leaves the others as they were found', async () => {
    const found = results();
    await found.keep('doctor', scope, () =>
      Promise.resolve([made('a', 'fail'), made('b', 'fail')]),
    );
    const others = found.of('doctor')?.checks.filter(({ id }) => id === 'b');
    await found.renew('doctor', () => Promise.resolve([made('a')]));
    assert.deepEqual(
      found.of('doctor')?.checks.map(({ id, result }) => [id, result]),
      [
        ['a', 'pass'],
        ['b', 'fail'],
      ],
    );
    assert.deepEqual(others, found.of('doctor')?.checks.slice(1));
  });
});
