import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { CoresAdmission } from '../../../../src/core/task/run/admission.ts';
import { FreshRuns } from '../../../../src/core/task/run/fresh-runs.ts';
import type { TaskContext } from '../../../../src/core/task/run/request.ts';
import { listRuns } from '../../../../src/core/task/run/run-registry.ts';
import { runTasks, type TasksOutcome } from '../../../../src/core/task/run/tasks.ts';
import { graphRig } from './graph-rig.ts';

const realNow = Date.now;

describe('a resident engine', () => {
  const rig = graphRig();
  let context: TaskContext;

  beforeEach(() => {
    // Files of this moment count as old enough to be noted.
    Date.now = () => realNow() + 60_000;
    context = { ...rig().context, fresh: new FreshRuns() };
    rig().write({
      in: 'a',
      'lanekeeper.json': JSON.stringify({
        tasks: {
          make: { command: 'cat in > out; echo x >> ran', inputs: ['in'], outputs: ['out'] },
          check: {
            command: 'echo y >> ran',
            dependsOn: ['make'],
            inputs: [],
            dependsOnEnv: ['LEVEL'],
          },
        },
      }),
    });
  });

  afterEach(() => {
    Date.now = realNow;
  });

  function run(from: TaskContext = context, names = ['check']): Promise<TasksOutcome> {
    return runTasks(from, {
      ...{ root: rig().checkout, names, agent: null, priority: null, keepGoing: false },
      ...{ gates: {}, gpus: null },
      ...{ admission: new CoresAdmission(2), graceMs: 300, limitBytes: 2 ** 30 },
    });
  }

  /** A run that had nothing to do, and whose note the next one can tell by. */
  async function settled(): Promise<TasksOutcome> {
    await run();
    const outcome = await run();
    assert.equal(outcome.run.counts.cached, 2);
    return outcome;
  }

  it('tells at a glance that nothing is to be done, and records the run', async () => {
    const known = await settled();
    const told: string[] = [];
    const outcome = await runTasks(context, {
      ...{ root: rig().checkout, names: ['check'], agent: null, priority: null, keepGoing: false },
      ...{
        gates: {},
        gpus: null,
        admission: new CoresAdmission(2),
        graceMs: 300,
        limitBytes: 2 ** 30,
      },
      onState: (name, { status }) => told.push(`${name} ${status}`),
    });
    // The very same: neither the tasks nor what is recorded of them was read.
    assert.equal(outcome.graph, known.graph);
    assert.equal(outcome.states, known.states);
    assert.deepEqual(told.sort(), ['check done', 'make done']);
    const [latest] = listRuns(context.store, rig().checkout);
    assert.deepEqual(latest, outcome.run);
    assert.deepEqual(outcome.run.counts, { total: 2, ran: 0, cached: 2, failed: 0 });
  });

  const changes: Record<string, () => unknown> = {
    'an input that changed': () => {
      rig().write({ in: 'b' });
    },
    'an output that is gone': () => {
      rmSync(path.join(rig().checkout, 'out'));
    },
    'tasks that are declared anew': () => {
      rig().write({ 'lanekeeper.json': JSON.stringify({ tasks: { check: { command: 'true' } } }) });
    },
    'a run in another environment': () => {
      const other = rig().open();
      return run({ ...other, environment: { ...other.environment, LEVEL: '2' } });
    },
  };
  for (const [what, change] of Object.entries(changes)) {
    it(`looks again after ${what}`, async () => {
      const known = await settled();
      await change();
      const outcome = await run();
      assert.notEqual(outcome.graph, known.graph);
      assert.equal(outcome.run.status, 'done');
      const ways = [...outcome.states.values()].map(
        (state) => state.status === 'done' && state.how,
      );
      assert.ok(
        ways.some((how) => how !== 'fresh'),
        ways.join(),
      );
    });
  }

  it('looks again where a variable that counts has another value', async () => {
    const known = await settled();
    const outcome = await run({ ...context, environment: { ...context.environment, LEVEL: '2' } });
    assert.notEqual(outcome.graph, known.graph);
    assert.equal(outcome.run.counts.ran, 1);
  });
});
