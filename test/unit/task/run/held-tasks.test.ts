import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { checkoutDirectory } from '../../../../src/core/task/fingerprint/checkout-directory.ts';
import { forgetFresh } from '../../../../src/core/task/run/fresh-note.ts';
import { endings, graphRig, script } from './graph-rig.ts';

const realNow = Date.now;

describe('what the last run noted of its tasks', function () {
  this.timeout(120_000);
  const rig = graphRig();

  beforeEach(() => {
    // Files of this moment count as old enough to be noted.
    Date.now = () => realNow() + 60_000;
    rig().write({ 'lanekeeper.json': '{}' });
  });

  afterEach(() => {
    Date.now = realNow;
  });

  /** `left` and `right` by themselves, `both` of what they make. */
  const tasks = [
    ...['left', 'right'].map((name) =>
      script(name, `cat src/${name}/* > ${name}.out 2>/dev/null; echo $LEVEL >> ${name}.out`, {
        inputs: [`src/${name}/**`],
        outputs: [`${name}.out`],
        dependsOnEnv: name === 'left' ? ['LEVEL'] : [],
      }),
    ),
    script('both', 'cat left.out right.out extra > both.out', {
      inputs: ['left.out', 'right.out', 'extra'],
      outputs: ['both.out'],
      dependsOn: ['left', 'right'],
    }),
  ];

  /** Whoever reads the record of a task that is said to be as noted fails. */
  function damageRecords(...names: readonly string[]): Promise<void> {
    return rig().context.store.write((transaction) => {
      for (const name of names) {
        transaction.run("UPDATE graph_tasks SET record = 'damaged' WHERE name = ?", name);
      }
    });
  }

  it('spares those that rest on nothing which has changed, whatever else is to be done', async () => {
    rig().write({ 'src/left/a': 'a', 'src/right/a': 'b', extra: 'c' });
    await rig().run(tasks);
    await damageRecords('left', 'right');
    for (const edit of ['1', '22', '333']) {
      rig().write({ extra: edit });
      const outcome = await rig().run(tasks, { context: rig().open() });
      assert.deepEqual(endings(outcome), { left: 'fresh', right: 'fresh', both: 'ran' });
      assert.ok(rig().read('both.out').endsWith(edit));
    }
  });

  it('counts for nothing once another run has done a task, whenever the note was written', async () => {
    const check = script('check', 'echo x >> ran', { dependsOnEnv: ['LEVEL'] });
    const { context, checkout } = rig();
    await rig().run([check]);
    const directory = checkoutDirectory(context.location, checkout);
    const [note] = readdirSync(directory).filter((name) => name.startsWith('fresh-'));
    assert.ok(note);
    const text = readFileSync(path.join(directory, note));
    const other = rig().open();
    const environment = { ...other.environment, LEVEL: '9' };
    await rig().run([check], { context: { ...other, environment } });
    // As if the first run had written it only now.
    writeFileSync(path.join(directory, note), text);
    assert.deepEqual(endings(await rig().run([check])), { check: 'restored' });
  });

  it('never hides a change, whatever happens between runs', async () => {
    const inside = (file: string) => path.join(rig().checkout, file);
    const side = fc.constantFrom('left', 'right');
    const name = fc.constantFrom('a', 'b', 'sub/c', '.gitignore');
    const change = fc.oneof(
      fc.record({ kind: fc.constant('write' as const), side, name }),
      fc.record({ kind: fc.constant('remove' as const), side, name }),
      fc.record({ kind: fc.constantFrom('spoil', 'take-away'), side }),
      fc.record({ kind: fc.constant('level' as const) }),
      fc.record({ kind: fc.constant('extra' as const) }),
    );
    let count = 0;
    let level = 1;
    const apply = (each: typeof change extends fc.Arbitrary<infer Change> ? Change : never) => {
      count += 1;
      // Never as long as before: the clock of a file system may not have moved on.
      const text = 'x'.repeat(count);
      if (each.kind === 'level') level = 3 - level;
      else if (each.kind === 'extra') rig().write({ extra: text });
      else if (!('name' in each)) {
        if (each.kind === 'spoil') rig().write({ [`${each.side}.out`]: text });
        else rmSync(inside(`${each.side}.out`), { force: true });
      } else if (each.kind === 'remove') {
        rmSync(inside(`src/${each.side}/${each.name}`), { force: true });
      } else {
        const content = each.name === '.gitignore' ? `b\n#${text}` : text;
        rig().write({ [`src/${each.side}/${each.name}`]: content });
      }
    };
    const run = async () => {
      const context = rig().open();
      const environment = { ...context.environment, LEVEL: String(level) };
      return rig().run(tasks, { context: { ...context, environment } });
    };
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(change, { maxLength: 2 }), { minLength: 1, maxLength: 4 }),
        async (rounds) => {
          rig().write({ 'src/left/a': 'a', 'src/right/a': 'b', extra: 'c' });
          for (const changes of rounds) {
            changes.forEach(apply);
            assert.equal((await run()).run.status, 'done');
          }
          // Without the note all is looked at, and then nothing must be left to do.
          forgetFresh(rig().context.location, rig().checkout);
          assert.deepEqual(new Set(Object.values(endings(await run()))), new Set(['fresh']));
        },
      ),
      { numRuns: 40 },
    );
  });
});
