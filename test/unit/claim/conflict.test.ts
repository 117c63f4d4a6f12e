import assert from 'node:assert/strict';
import path from 'node:path';
import fc from 'fast-check';
import type { Claim, ClaimOwner } from '../../../src/core/claim/claim.ts';
import { conflictText, findConflicts, type Intent } from '../../../src/core/claim/conflict.ts';

const machine = { cores: 2, memoryBytes: 4 * 1024 ** 3 };
const mine: ClaimOwner = { kind: 'agent', id: 'a', uid: 'uid-a' };
const other: ClaimOwner = { kind: 'agent', id: 'b', uid: 'uid-b' };

function claimOf(claim: Partial<Claim>): Claim {
  return {
    id: 1,
    repository: '/r/.git',
    mode: 'write',
    globs: ['src/**'],
    owner: other,
    purpose: null,
    since: '2026-01-01T00:00:00.000Z',
    until: null,
    ...claim,
  };
}

function intentOf(intent: Partial<Intent>): Intent {
  return { owner: mine, reads: [], writes: [], needs: null, capabilities: null, ...intent };
}

const part = fc.constantFrom('a', 'b', '*', '**', 'a*');
const globs = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
const files = fc
  .array(fc.constantFrom('a', 'b', 'ab'), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join('/'));

describe('what stands in the way', () => {
  it('is every claim of another on a file that would be written', () => {
    fc.assert(
      fc.property(globs, globs, files, fc.constantFrom('read', 'write'), (a, b, file, mode) => {
        if (!path.matchesGlob(file, a) || !path.matchesGlob(file, b)) return;
        const claims = [claimOf({ globs: [b], mode })];
        assert.equal(findConflicts(intentOf({ writes: [a] }), claims, machine).length, 1);
      }),
      { numRuns: 3_000 },
    );
  });

  it('is not a claim for reading to one who reads, nor a claim of one’s own', () => {
    const reads = intentOf({ reads: ['src/a.ts'] });
    assert.deepEqual(findConflicts(reads, [claimOf({ mode: 'read' })], machine), []);
    assert.equal(findConflicts(reads, [claimOf({ mode: 'write' })], machine).length, 1);
    const writes = intentOf({ writes: ['src/a.ts'] });
    assert.deepEqual(findConflicts(writes, [claimOf({ owner: mine })], machine), []);
  });

  it('is a claim of an agent of the same id that was there before', () => {
    const before = claimOf({ owner: { ...mine, uid: 'uid-of-before' } });
    assert.equal(findConflicts(intentOf({ writes: ['src/a.ts'] }), [before], machine).length, 1);
  });

  it('is a folder that is claimed, for a file in it', () => {
    const claims = [claimOf({ globs: ['src'] })];
    assert.equal(findConflicts(intentOf({ writes: ['src/deep/a.ts'] }), claims, machine).length, 1);
  });

  it('is said with whose it is, what for and until when', () => {
    const claim = claimOf({ purpose: 'rename', until: '2026-01-01T02:00:00.000Z' });
    const [conflict] = findConflicts(intentOf({ writes: ['src/a.ts'] }), [claim], machine);
    assert.ok(conflict);
    assert.equal(
      conflictText(conflict),
      'src/a.ts is claimed for writing by agent "b" (rename), as src/**, until 2026-01-01T02:00:00.000Z',
    );
  });

  it('is a need that the machine never meets, and a thing that the agent cannot do', () => {
    const needs = {
      memoryBytes: 8 * 1024 ** 3,
      cores: 4,
      capabilities: ['gpu', 'docker'],
      gpu: false,
    };
    const found = findConflicts(intentOf({ needs, capabilities: ['docker'] }), [], machine);
    assert.deepEqual(
      found.map((each) => (each.kind === 'limit' ? each.resource : each.kind)),
      ['cores', 'memory', 'capability'],
    );
    assert.match(found.map(conflictText).join(), /cannot do what it needs: gpu$/);
  });
});
