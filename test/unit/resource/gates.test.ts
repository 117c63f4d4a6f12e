import assert from 'node:assert/strict';
import { computeGates, gateOverridesSchema } from '../../../src/core/resource/gates.ts';

const gibibyte = 1024 ** 3;

describe('the gates', () => {
  const cases: readonly (readonly [number, number, number, number, number])[] = [
    // cores, GiB, compile, link, test
    [32, 64, 32, 6, 31],
    [32, 32, 32, 4, 31],
    [8, 16.5, 8, 4, 7],
    [8, 16, 8, 2, 7],
    [8, 8, 8, 1, 7],
    [2, 64, 2, 2, 1],
    [1, 64, 1, 1, 1],
    [2.5, 64, 2, 2, 1],
    [0.5, 4, 1, 1, 1],
  ];
  for (const [cores, memory, compile, link, test] of cases) {
    it(`of ${cores} cores and ${memory} GiB let ${compile} compile, ${link} link, ${test} test`, () => {
      assert.deepEqual(computeGates({ cores, memoryBytes: memory * gibibyte }), {
        COMPILE_JOBS: compile,
        LINK_JOBS: link,
        TEST_JOBS: test,
        IO_JOBS: 1,
        FETCH_JOBS: 4,
      });
    });
  }

  it('are what the user set, one by one', () => {
    const machine = { cores: 8, memoryBytes: 64 * gibibyte };
    assert.deepEqual(computeGates(machine, { link: 12 }), {
      COMPILE_JOBS: 8,
      LINK_JOBS: 12,
      TEST_JOBS: 7,
      IO_JOBS: 1,
      FETCH_JOBS: 4,
    });
  });

  it('cannot be set to nothing', () => {
    assert.equal(gateOverridesSchema().safeParse({ compile: 0 }).success, false);
    assert.equal(gateOverridesSchema().safeParse({ test: 1.5 }).success, false);
    assert.equal(gateOverridesSchema().safeParse({ linker: 1 }).success, false);
  });
});
