import assert from 'node:assert/strict';
import { describeSeed } from '../../../../src/core/seed/describe.ts';
import type { SeedReport } from '../../../../src/core/seed/seed.ts';
import { renewalText, runningText } from '../../../../src/extension/commands/renew-texts.ts';
import { makeAgent } from '../../dashboard/scene.ts';

describe('what Renew Namespace says', () => {
  const agent = makeAgent('one', { name: 'One\u001b[31m', drift: ['Cargo.lock changed'] });
  const seed: SeedReport = {
    ecosystem: 'rust',
    from: 'one',
    reason: 'It is the namespace that the agent had.',
    bytes: 2e6,
    files: 3,
    seconds: 1,
    cloned: false,
  };

  it('names why, and from whom the namespace was seeded', () => {
    const drift = ['Cargo.lock changed', 'rustc is 2, was 1'];
    assert.equal(
      renewalText({ agent, before: 'former', drift, seeds: [seed] }),
      `One has the namespace of today’s inputs (Cargo.lock changed and 1 more). ${describeSeed(seed)}`,
    );
  });

  it('says that nothing was to be done', () => {
    const text = renewalText({ agent, before: agent.namespace, drift: [], seeds: [] });
    assert.equal(text, 'The namespace of One fits its inputs, and stays.');
  });

  it('tells before it stops an agent what has drifted, and what is kept', () => {
    const { message, detail } = runningText(agent);
    assert.match(message, /^One runs, /);
    assert.match(detail, /^Cargo\.lock changed\nIt is stopped first\. .* stay\.$/);
  });
});
