import assert from 'node:assert/strict';
import fc from 'fast-check';
import { memoryShortage } from '../../../../src/core/resource/pool/memory-admission.ts';

const gibibyte = 1024 ** 3;
const bytes = fc.integer({ min: 0, max: 64 * gibibyte });

describe('the admission by memory', () => {
  it('never promises more than is available beside the reserve', () => {
    const holder = fc.record({ peak: bytes, resident: bytes });
    fc.assert(
      fc.property(
        bytes,
        bytes,
        fc.array(holder),
        fc.array(bytes),
        (available, reserve, before, asked) => {
          const holders = [...before];
          for (const needed of asked) {
            if (memoryShortage(needed, holders, { available, reserve, pressure: 0 }) !== null)
              continue;
            holders.push({ peak: needed, resident: 0 });
            const promised = holders.reduce(
              (sum, { peak, resident }) => sum + Math.max(0, peak - resident),
              0,
            );
            assert.ok(needed === 0 || promised <= available - reserve);
          }
        },
      ),
    );
  });

  it('counts what a command has used of its estimate as gone from what is available already', () => {
    const state = { available: 4 * gibibyte, reserve: 0, pressure: null };
    const half = { peak: 4 * gibibyte, resident: 2 * gibibyte };
    assert.equal(memoryShortage(2 * gibibyte, [half], state), null);
    assert.notEqual(memoryShortage(2 * gibibyte + 1, [half], state), null);
  });

  it('stops under pressure, and where nothing is known lets everybody start', () => {
    const state = { available: 64 * gibibyte, reserve: 0 };
    assert.match(memoryShortage(1, [], { ...state, pressure: 0.25 }) ?? '', /25 % of the time/);
    assert.equal(memoryShortage(1, [], { ...state, pressure: 0.1 }), null);
    assert.equal(memoryShortage(1, [], { available: null, reserve: 0, pressure: null }), null);
  });
});
