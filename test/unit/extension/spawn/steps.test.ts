import assert from 'node:assert/strict';
import { type StepOutcome, walkSteps } from '../../../../src/extension/spawn/steps.ts';

/** Steps that answer as told, one answer a visit, and a record of the visits. */
function scripted(...answers: readonly (readonly StepOutcome[])[]): {
  visits: string[];
  run: () => Promise<boolean>;
} {
  const visits: string[] = [];
  const steps = answers.map((outcomes, index) => {
    const left = [...outcomes];
    return ({ number, total }: { number: number; total: number }): Promise<StepOutcome> => {
      assert.equal(number, index + 1);
      visits.push(`${String(number)}/${String(total)}`);
      const next = left.shift();
      assert.ok(next, 'visited more often than foreseen');
      return Promise.resolve(next);
    };
  });
  return { visits, run: () => walkSteps(steps) };
}

describe('an input of several steps', () => {
  it('ends after its last step', async () => {
    const { visits, run } = scripted(['next'], ['next'], ['next']);
    assert.equal(await run(), true);
    assert.deepEqual(visits, ['1/3', '2/3', '3/3']);
  });

  it('goes back, and on from there', async () => {
    const { visits, run } = scripted(['next', 'next'], ['back', 'next'], ['finish']);
    assert.equal(await run(), true);
    assert.deepEqual(visits, ['1/3', '2/3', '1/3', '2/3', '3/3']);
  });

  it('ends at the step that says all is chosen', async () => {
    const { visits, run } = scripted(['next'], ['finish'], ['next']);
    assert.equal(await run(), true);
    assert.deepEqual(visits, ['1/3', '2/3']);
  });

  it('says when it was given up', async () => {
    assert.equal(await scripted(['next'], ['cancel']).run(), false);
  });
});
