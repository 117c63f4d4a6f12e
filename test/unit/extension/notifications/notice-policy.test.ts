import assert from 'node:assert/strict';
import { NoticePolicy } from '../../../../src/extension/notifications/notice-policy.ts';
import { makeContention } from '../../dashboard/scene.ts';

const since = '2026-11-25T10:00:00.000Z';
const minute = 60_000;

const met = (agent: string, resource = 'index.lock') =>
  makeContention(1, agent, since, {}, { tool: 'git', kind: 'lock-failed', resource });

describe('What of contention is notified', () => {
  it('is what one agent meets for the third time within ten minutes', () => {
    const policy = new NoticePolicy();
    assert.equal(policy.meets(met('dev'), 0), false);
    assert.equal(policy.meets(met('dev', 'HEAD.lock'), 0), false);
    assert.equal(policy.meets(met('test'), 0), false);
    assert.equal(policy.meets(met('dev'), 4 * minute), false);
    assert.equal(policy.meets(met('dev'), 9 * minute), true);
  });

  it('is not what it met long ago, or what was refuted', () => {
    const policy = new NoticePolicy();
    policy.meets(met('dev'), 0);
    policy.meets(met('dev'), 9 * minute);
    assert.equal(policy.meets(met('dev'), 11 * minute), false);
    policy.takesBack(met('dev'));
    assert.equal(policy.meets(met('dev'), 12 * minute), false);
    assert.equal(policy.meets(met('dev'), 13 * minute), true);
  });

  it('is one thing at a time for a resource, whoever waits for it', () => {
    const policy = new NoticePolicy();
    const one = makeContention(1, 'dev', since, { path: '/w/lock' });
    const two = makeContention(2, 'test', since, { path: '/w/lock' });
    const other = makeContention(3, 'test', since, { path: '/w/other' });
    assert.equal(policy.begins(one), true);
    assert.equal(policy.begins(two), false);
    assert.equal(policy.begins({ ...other, finding: met('test').finding }), true);
    policy.ends(one);
    assert.equal(policy.begins(two), true);
  });

  it('is told of once a session of each agent and resource', () => {
    const policy = new NoticePolicy();
    assert.equal(policy.begins(met('dev')), true);
    policy.ends(met('dev'));
    assert.equal(policy.begins(met('dev')), false);
  });

  it('takes no more memory for an agent that meets something else each time', () => {
    const policy = new NoticePolicy();
    policy.meets(met('dev', 'first'), 0);
    policy.meets(met('dev', 'first'), 0);
    for (let count = 0; count < 600; count += 1) policy.meets(met('dev', `r${count}`), 0);
    assert.equal(policy.meets(met('dev', 'first'), 0), false);
  });
});
