import assert from 'node:assert/strict';
import { currentIdentity } from '../../../../src/core/process/identity.ts';
import { claimTask } from '../../../../src/core/task/run/claim.ts';
import {
  insertRun,
  listRuns,
  startingRun,
  writeStates,
} from '../../../../src/core/task/run/run-registry.ts';
import { readStandings } from '../../../../src/core/task/run/standing.ts';
import { endings, graphRig, script } from './graph-rig.ts';

describe('a run that a restart of the machine cut off', () => {
  const rig = graphRig();

  it('is told as interrupted, and the next one does what it left', async () => {
    const { checkout, context, run, write, read } = rig();
    const tasks = ['done', 'half', 'open'].map((name, at, all) =>
      script(name, `echo ${name} >> ran; cat in > ${name}.out`, {
        inputs: ['in'],
        outputs: [`${name}.out`],
        dependsOn: all.slice(0, at),
      }),
    );
    write({ in: 'a' });
    await run(tasks.slice(0, 1));
    // Its pid and start time are ours: only the boot tells that it is gone.
    const owner = { ...currentIdentity(), bootId: '00000000-0000-0000-0000-000000000000' };
    const cutOff = await context.store.write((transaction) => {
      const starting = startingRun({ checkout, names: ['open'], agent: null, priority: null }, 3);
      const begun = insertRun(transaction, { ...starting, owner });
      claimTask(transaction, { checkout, name: 'half', run: begun.id, seen: 0 }, owner);
      const state = { status: 'running', startedAt: new Date().toISOString() } as const;
      writeStates(transaction, begun, new Map([['half', state]]));
      return begun;
    });
    write({ 'half.out': 'torn' });
    const { tasks: standings } = readStandings(context.store, checkout);
    assert.deepEqual(standings.get('half')?.state, { status: 'cancelled' });
    const outcome = await run(tasks);
    assert.deepEqual(endings(outcome), { done: 'fresh', half: 'ran', open: 'ran' });
    assert.equal(read('half.out'), 'a');
    assert.equal(read('ran'), 'done\nhalf\nopen\n');
    const statuses = new Map(
      listRuns(context.store, checkout).map(({ id, status }) => [id, status]),
    );
    assert.equal(statuses.get(cutOff.id), 'interrupted');
    assert.deepEqual(context.store.all('SELECT * FROM task_claims'), []);
  });
});
