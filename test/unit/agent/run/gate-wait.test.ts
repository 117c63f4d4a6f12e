import assert from 'node:assert/strict';
import { computeGates } from '../../../../src/core/resource/gates.ts';
import { acquireLease, type Lease } from '../../../../src/core/resource/pool/acquire.ts';
import { Store } from '../../../../src/core/store/store.ts';
import { openOutput } from '../../../../src/core/agent/supervisor/task-run.ts';
import { takeTaskPlace } from '../../../../src/core/agent/supervisor/task-place.ts';
import { insertTask } from '../../../../src/core/task/registry.ts';
import { eventually } from '../../process/programs.ts';
import { engineRig } from '../engine-rig.ts';

describe('the entry of a command that waits at a gate', () => {
  const rig = engineRig({ stopGraceMs: 300, gates: { test: 1 } });
  let store: Store | undefined;
  afterEach(() => {
    store?.dispose();
  });

  /** The only place that there is. */
  function takePlace(): Promise<Lease> {
    store = new Store(rig().engine.location.database);
    const limits = computeGates({ cores: 2, memoryBytes: 2 ** 34 }, { test: 1 });
    const request = {
      gate: 'TEST_JOBS',
      agent: null,
      purpose: 'somebody',
      directory: '/',
    } as const;
    return acquireLease({ store, limits }, request);
  }

  it('says for what and for whom while it does, and after it for how long', async () => {
    const { engine, workspace, ended } = rig();
    await engine.spawn({ id: 'one', workspace, command: ['echo'], interactive: false });
    await ended('one');
    const lease = await takePlace();
    let during: unknown;
    const code = await engine.run('one', {
      command: ['true'],
      class: 'test',
      directory: workspace,
      onWait: () => {
        if (during !== undefined) return;
        // The entry is written after this call; the place is given back once it is.
        during = rig()
          .happened((event) => event.type === 'task-changed' && event.task.wait !== undefined)
          .then(() => engine.timeline(0).find(({ name }) => name === 'true'))
          .finally(() => lease.release());
      },
    });
    assert.equal(code, 0);
    const waiting = await during;
    assert.partialDeepStrictEqual(waiting, {
      ...{ agent: 'one', origin: 'agent', status: 'waiting', startedAt: null, endedAt: null },
      wait: { obstacle: 'TEST_JOBS', until: null },
    });
    const entry = engine.timeline(0).find(({ name }) => name === 'true');
    assert.equal(entry?.status, 'done');
    assert.match(entry.wait?.reason ?? '', /somebody/);
    assert.equal(entry.wait?.until, entry.startedAt);
    assert.equal(engine.tasks('one').find(({ name }) => name === 'true')?.reason, null);
  });

  it('says nothing of a gate that was open', async () => {
    const { engine, workspace, ended } = rig();
    await engine.spawn({ id: 'one', workspace, command: ['echo'], interactive: false });
    await ended('one');
    await engine.run('one', { command: ['true'], class: 'test', directory: workspace });
    assert.equal(engine.timeline(0).find(({ name }) => name === 'true')?.wait, null);
  });

  it('says so of a step that a supervisor runs, with the agent and its log, told once', async () => {
    const { engine, workspace, ended } = rig();
    await engine.spawn({ id: 'one', workspace, command: ['echo'], interactive: false });
    const agent = await ended('one');
    const lease = await takePlace();
    assert.ok(store);
    const database = store;
    const [done] = engine.tasks('one');
    assert.ok(done);
    const task = await database.write((transaction) =>
      insertTask(transaction, { ...done, name: 'step', class: 'test', reason: 'before' }),
    );
    const onFault = assert.ifError;
    const output = openOutput(database, agent, { environment: process.env, onFault });
    const stop = new AbortController().signal;
    const place = takeTaskPlace(database, agent, task, output, { stop, onFault });
    const read = () => engine.tasks('one').find(({ id }) => id === task.id);
    await eventually(() => read()?.wait !== undefined);
    assert.partialDeepStrictEqual(read()?.wait, { gate: 'TEST_JOBS', until: null });
    assert.match(read()?.reason ?? '', /TEST_JOBS: 1 of 1 in use, by somebody/);
    assert.match(engine.findAgent('one').statusReason ?? '', /by somebody/);
    await lease.release();
    await (await place)?.release();
    assert.equal(read()?.reason, 'before');
    assert.notEqual(read()?.wait?.until, null);
    assert.equal(engine.findAgent('one').statusReason, null);
    await output.close();
    const log = (await engine.readLogTail('one', 10_000)).toString();
    assert.equal(log.split('TEST_JOBS').length - 1, 1, log);
  });
});
