import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { computeGates } from '../../../../src/core/resource/gates.ts';
import { acquireLease, type PoolContext } from '../../../../src/core/resource/pool/acquire.ts';
import { listLeases } from '../../../../src/core/resource/pool/lease-table.ts';
import { CoresAdmission } from '../../../../src/core/task/run/admission.ts';
import { GatedAdmission } from '../../../../src/core/task/run/gated-admission.ts';
import { raisePriority } from '../../../../src/core/task/run/raise-priority.ts';
import type { TaskContext } from '../../../../src/core/task/run/request.ts';
import { eventually } from '../../process/programs.ts';
import { declare } from '../declare.ts';
import { endings, graphRig, script } from './graph-rig.ts';

const limits = computeGates({ cores: 4, memoryBytes: 2 ** 34 }, { test: 1 });

describe('tasks of a class', () => {
  const rig = graphRig();

  function poolOf({ store }: TaskContext): PoolContext {
    return { store, limits };
  }

  function gated(context: TaskContext, checkout = rig().checkout): GatedAdmission {
    const options = { pool: poolOf(context), agent: null, checkout, onFault: assert.ifError };
    return new GatedAdmission(options, new CoresAdmission(8));
  }

  /** Fails when another one is at it at the same time. */
  const alone = () => {
    const place = path.join(rig().home, 'alone');
    return `mkdir '${place}' && ls >/dev/null && rmdir '${place}'`;
  };

  it('go through the gates of the machine, never more at once than these let through', async () => {
    const { run, open } = rig();
    const tasks = (who: string) =>
      Array.from({ length: 6 }, (_, at) =>
        script(`${who}${String(at)}`, alone(), { class: 'test', inputs: null }),
      );
    const contexts = [open(), open()] as const;
    const [one, two] = await Promise.all(
      contexts.map((context, at) => run(tasks(String(at)), { context, admission: gated(context) })),
    );
    for (const outcome of [one, two]) {
      assert.ok(outcome);
      assert.deepEqual(new Set(Object.values(endings(outcome))), new Set(['ran']));
    }
    assert.deepEqual(listLeases(contexts[0].store), []);
  });

  it('go to their gate before others of the run, and of the machine, once they are raised', async () => {
    const { run, context, open, checkout, read } = rig();
    const other = open();
    const request = { gate: 'TEST_JOBS', agent: null, purpose: 'held', directory: '/' } as const;
    const held = await acquireLease(poolOf(other), request);
    const note = (name: string) =>
      script(name, `echo ${name} >> ran`, { class: 'test', inputs: null });
    const states = new Map<string, string>();
    const running = run(['one', 'two', 'three'].map(note), {
      admission: gated(context),
      onState: (name, { status }) => states.set(name, status),
    });
    await eventually(() => states.size === 3 && listLeases(other.store).length === 2);
    const next = acquireLease(poolOf(other), { ...request, purpose: 'next' });
    await eventually(() => listLeases(other.store).length === 3);
    await raisePriority(other.store, checkout, 'three', 100);
    const first = () =>
      listLeases(other.store).some(
        ({ purpose, priority }) => purpose === 'task three' && priority > 0,
      );
    await eventually(first);
    await held.release();
    await eventually(() => existsSync(path.join(checkout, 'ran')));
    await (await next).release();
    await running;
    assert.equal(read('ran').split('\n')[0], 'three');
  });

  it('keep their place in the line while others are asked for, until they leave it', async () => {
    const { context, open } = rig();
    const other = open();
    const request = { gate: 'TEST_JOBS', agent: null, purpose: 'held', directory: '/' } as const;
    const held = await acquireLease(poolOf(other), request);
    const admission = gated(context);
    const [one, two] = ['one', 'two'].map((name) => ({
      task: declare(name, { class: name === 'one' ? 'test' : 'fetch' }),
      estimate: { milliseconds: null, peakBytes: null },
      memoryFloor: 0,
    }));
    assert.ok(one && two);
    const room = admission.onRoom(() => undefined);
    const waiting = () => listLeases(other.store).filter(({ state }) => state === 'waiting');
    await admission.admit([one]);
    await eventually(() => waiting().length === 1);
    const [before] = waiting();
    await admission.admit([two]);
    await eventually(() => listLeases(other.store).some(({ purpose }) => purpose === 'task two'));
    assert.equal(waiting()[0]?.id, before?.id);
    admission.leave('one');
    await eventually(() => waiting().length === 0);
    room.dispose();
    await held.release();
    await eventually(() => listLeases(other.store).length === 0);
  });

  it('end the run with the fault that keeps them from their gate, and do not wait for ever', async () => {
    const { run, open } = rig();
    const closed = open();
    closed.store.dispose();
    await assert.rejects(
      run([script('check', 'true', { class: 'test' })], { admission: gated(closed) }),
    );
  });

  it('wait for what else runs, with the reason, and leave their gate when cancelled', async () => {
    const { run, context } = rig();
    const request = { gate: 'TEST_JOBS', agent: 'a', purpose: 'pytest', directory: '/' } as const;
    const lease = await acquireLease(poolOf(context), request);
    const stop = new AbortController();
    let said = '';
    const outcome = await run(
      [script('check', 'true', { class: 'test' }), script('free', 'true')],
      {
        admission: gated(context),
        signal: stop.signal,
        onState: (name, state) => {
          if (name !== 'check' || state.status !== 'waiting' || state.reason.kind !== 'resources')
            return;
          said = state.reason.text;
          if (said.includes('pytest')) stop.abort();
        },
      },
    );
    assert.match(said, /TEST_JOBS.*pytest/);
    assert.deepEqual(endings(outcome), { check: 'cancelled', free: 'ran' });
    await lease.release();
    await eventually(() => listLeases(context.store).length === 0);
  });
});
