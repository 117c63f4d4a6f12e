import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type BuildPlaceFacts,
  chooseBuildPlace,
  reservedBytes,
} from '../../../../src/core/environment/rust/build-place.ts';

const gibibyte = 1024 ** 3;

const roomy: BuildPlaceFacts = {
  wish: 'memory',
  limitBytes: 4 * gibibyte,
  isRepeatable: true,
  totalBytes: 64 * gibibyte,
  availableBytes: 50 * gibibyte,
  tmpfs: { path: '/dev/shm', freeBytes: 32 * gibibyte, isNoexec: false, isReadOnly: false },
  others: [],
};

const tmpfs = { path: '/dev/shm', freeBytes: 32 * gibibyte, isNoexec: false, isReadOnly: false };

describe('where cargo’s intermediates go', () => {
  it('is the memory where that is asked for and there is room', () => {
    const { place, limitBytes, reason } = chooseBuildPlace(roomy);
    assert.deepEqual([place, limitBytes], ['memory', 4 * gibibyte]);
    assert.match(reason, /in memory, up to 4.0 GB/);
  });

  const onDisk: readonly (readonly [string, Partial<BuildPlaceFacts>, RegExp])[] = [
    ['nothing else is asked for', { wish: 'auto' }, /saves? too little/],
    ['that is asked for', { wish: 'disk' }, /setting rust.buildDirectory/],
    ['the command cannot be run again', { isRepeatable: false }, /run once more/],
    ['there is no tmpfs', { tmpfs: null }, /no tmpfs/],
    ['nothing may run from the tmpfs', { tmpfs: { ...tmpfs, isNoexec: true } }, /noexec/],
    ['nobody may write to it', { tmpfs: { ...tmpfs, isReadOnly: true } }, /read-only/],
    [
      'it is too small',
      { tmpfs: { ...tmpfs, freeBytes: gibibyte } },
      /has 1.0 GB left for the 4.0 GB that they may take/,
    ],
    [
      'the memory is needed by others',
      { availableBytes: 19 * gibibyte },
      /of the memory 3.0 GB is left for the 4.0 GB that they may take, over 16 GB for others/,
    ],
    [
      'other agents may come to need it',
      { others: Array.from({ length: 8 }, () => ({ heldBytes: 0, limitBytes: 4 * gibibyte })) },
      /has nothing left/,
    ],
  ];
  for (const [why, change, reason] of onDisk) {
    it(`is the disk where ${why}`, () => {
      const choice = chooseBuildPlace({ ...roomy, ...change });
      assert.deepEqual([choice.place, choice.limitBytes], ['disk', 0]);
      assert.match(choice.reason, reason);
    });
  }

  it('counts once what other agents hold already, as it is not available any more', () => {
    const full = { heldBytes: 4 * gibibyte, limitBytes: 4 * gibibyte };
    const others = Array.from({ length: 8 }, () => full);
    assert.equal(chooseBuildPlace({ ...roomy, others }).place, 'memory');
  });

  it('leaves the reserve whatever the agents that are there may take', () => {
    const bytes = fc.integer({ min: 0, max: 128 }).map((count) => count * gibibyte);
    const other = fc.record({ heldBytes: bytes, limitBytes: bytes });
    fc.assert(
      fc.property(
        fc.record({
          limitBytes: bytes,
          totalBytes: bytes,
          availableBytes: bytes,
          free: bytes,
          others: fc.array(other, { maxLength: 5 }),
        }),
        ({ free, ...facts }) => {
          const { place } = chooseBuildPlace({
            ...roomy,
            ...facts,
            tmpfs: { ...tmpfs, freeBytes: free },
          });
          const growth = facts.others.reduce(
            (sum, each) => sum + Math.max(0, each.limitBytes - each.heldBytes),
            facts.limitBytes,
          );
          const fits =
            growth <= free && growth + reservedBytes(facts.totalBytes) <= facts.availableBytes;
          assert.equal(place, fits ? 'memory' : 'disk');
        },
      ),
    );
  });
});
