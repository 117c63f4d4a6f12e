import { strict as assert } from 'node:assert';
import { evidenceText } from '../../../src/core/contention/evidence-text.ts';
import { makeContention } from '../dashboard/scene.ts';

const since = '2026-11-25T10:00:00.000Z';

describe('The evidence of a contention', () => {
  it('is by whose word it is known, and how sure that is', () => {
    const text = (...[part, finding]: [object, object?]) =>
      evidenceText(makeContention(1, 'dev', since, part, finding));
    assert.equal(text({ source: 'kernel' }), 'the kernel shows it');
    assert.equal(text({ source: 'both' }), 'a tool said so, and the kernel shows it');
    assert.equal(text({}, { confidence: 'possible' }), 'a message alone says so');
    assert.equal(text({}, { confidence: 'likely' }), 'the command that runs said so');
    assert.equal(text({}, { confidence: 'certain' }), 'Lanekeeper brought it about');
    assert.match(text({ refuted: true }), /the kernel shows no such wait$/);
  });
});
