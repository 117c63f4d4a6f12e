import assert from 'node:assert/strict';
import type { Claim } from '../../../src/core/claim/claim.ts';
import { claimText, overlapText } from '../../../src/extension/claim-text.ts';

const claim: Claim = {
  id: 1,
  repository: '/r',
  mode: 'write',
  globs: ['src/api/**', 'migrations'],
  owner: { kind: 'agent', id: 'dev-1', uid: 'u' },
  purpose: null,
  since: '2026-11-25T10:00:00.000Z',
  until: null,
};

describe('the row of a claim', () => {
  it('says what is claimed, what for, by whom and until when', () => {
    assert.deepEqual(claimText(claim), {
      label: 'src/api/**, migrations',
      description: 'for writing · by agent "dev-1" · as long as it lives',
    });
    const { description } = claimText({
      ...claim,
      mode: 'read',
      owner: { kind: 'person', name: 'ada' },
      purpose: 'rename',
      until: '2026-11-25T11:00:00.000Z',
    });
    assert.match(description, /^for reading · by ada · until .+ · rename$/);
  });

  it('shows no letters that hide or reverse others', () => {
    const { label } = claimText({ ...claim, globs: ['a\u202Eb\u001B[31m'] });
    assert.ok(!label.includes('\u202E') && !label.includes('\u001B'), label);
  });
});

describe('the row of a file that several worktrees have changed', () => {
  it('names the agents, or the folder where none works', () => {
    const { label, description } = overlapText({
      path: 'src/main.rs',
      worktrees: [
        { path: '/r', agents: [] },
        { path: '/w', agents: ['one', 'two'] },
      ],
    });
    assert.equal(label, 'src/main.rs');
    assert.equal(description, 'changed in /r and in one, two');
  });
});
