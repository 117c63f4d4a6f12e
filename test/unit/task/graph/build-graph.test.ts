import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LanekeeperError } from '../../../../src/core/error.ts';
import type { TaskDeclaration } from '../../../../src/core/task/declaration/declaration.ts';
import { buildGraph } from '../../../../src/core/task/graph/build-graph.ts';
import { declare } from '../declare.ts';

function refusal(declarations: readonly TaskDeclaration[]): LanekeeperError {
  try {
    buildGraph(declarations);
  } catch (fault) {
    if (fault instanceof LanekeeperError) return fault;
    throw fault;
  }
  return assert.fail('was not refused');
}

describe('a graph of tasks', () => {
  it('orders each task after all that it depends on', () => {
    const task = fc
      .nat(29)
      .chain((index) =>
        fc.tuple(fc.constant(index), fc.uniqueArray(fc.nat(Math.max(0, index - 1)))),
      );
    fc.assert(
      fc.property(fc.uniqueArray(task, { selector: ([index]) => index }), (written) => {
        const known = new Set(written.map(([index]) => index));
        const { order } = buildGraph(
          written.map(([index, uses]) =>
            declare(String(index), {
              dependsOn: uses.filter((use) => use < index && known.has(use)).map(String),
            }),
          ),
        );
        assert.equal(order.length, written.length);
        const places = new Map(order.map((name, at) => [name, at]));
        for (const [index, uses] of written) {
          for (const use of uses.filter((each) => each < index && known.has(each))) {
            assert.ok((places.get(String(use)) ?? 99) < (places.get(String(index)) ?? -1));
          }
        }
      }),
    );
  });

  it('shows the way round a cycle, and where it is declared', () => {
    const fault = refusal([
      declare('lint'),
      declare('a', { dependsOn: ['lint', 'b'] }),
      declare('b', { dependsOn: ['c'] }),
      declare('c', { dependsOn: ['a'] }),
      declare('deploy', { dependsOn: ['c'] }),
    ]);
    assert.equal(fault.code, 'task-cycle');
    assert.match(
      fault.message,
      /^These tasks wait for each other: (a → b → c → a|b → c → a → b|c → a → b → c)\.$/,
    );
    assert.match(fault.cure, /lanekeeper\.json/);
  });

  it('shows a task that waits for itself', () => {
    assert.match(refusal([declare('a', { dependsOn: ['a'] })]).message, /: a → a\./);
  });

  it('names a dependency that there is not, and the one that was meant', () => {
    const fault = refusal([declare('build'), declare('test', { dependsOn: ['biuld'] })]);
    assert.equal(fault.code, 'task-not-found');
    assert.match(fault.message, /"test" of lanekeeper\.json depends on "biuld"/);
    assert.match(fault.cure, /Did you mean "build"\?/);
  });

  it('refuses one name for two tasks', () => {
    assert.equal(refusal([declare('a'), declare('a')]).code, 'task-declaration-invalid');
  });

  it('refuses two tasks that make the same files', () => {
    const fault = refusal([
      declare('web', { outputs: ['dist/**'] }),
      declare('api', { outputs: ['dist/api/*.js'] }),
    ]);
    assert.equal(fault.code, 'task-outputs-overlap');
    assert.equal(
      fault.message,
      'The tasks "web" and "api" make the same files: dist/** and dist/api/*.js overlap.',
    );
  });

  it('refuses a task whose outputs hold the file that declares it', () => {
    for (const output of ['**', '*', '*.json', 'lanekeeper.json']) {
      const fault = refusal([declare('a', { outputs: [output] })]);
      assert.equal(fault.code, 'task-outputs-overlap');
      assert.match(fault.message, /"a" makes .* lanekeeper\.json/);
    }
  });

  it('refuses a task whose outputs hold its inputs, and lets the inputs hold the outputs', () => {
    const fault = refusal([declare('a', { inputs: ['src/a.txt'], outputs: ['src/**'] })]);
    assert.match(fault.message, /makes src\/\*\*, which holds what it reads: src\/a\.txt/);
    buildGraph([declare('a', { inputs: ['**'], outputs: ['dist/**'] })]);
  });

  it('holds ten thousand tasks, and a chain of two thousand', () => {
    const wide = Array.from({ length: 10_000 }, (_, index) =>
      declare(`t${String(index)}`, {
        dependsOn: index < 100 ? [] : [`t${String(index % 100)}`],
        outputs: [`packages/p${String(index)}/dist/**`],
      }),
    );
    assert.equal(buildGraph(wide).order.length, 10_000);
    const chain = Array.from({ length: 2_000 }, (_, index) =>
      declare(`t${String(index)}`, { dependsOn: index === 0 ? [] : [`t${String(index - 1)}`] }),
    ).reverse();
    assert.deepEqual(buildGraph(chain).order, chain.map(({ name }) => name).reverse());
  });
});
