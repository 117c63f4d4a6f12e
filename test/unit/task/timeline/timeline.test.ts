import assert from 'node:assert/strict';
import { deleteClaims, insertClaim } from '../../../../src/core/claim/claim-registry.ts';
import type { ClaimOwner } from '../../../../src/core/claim/claim.ts';
import { computeGates } from '../../../../src/core/resource/gates.ts';
import { acquireLease } from '../../../../src/core/resource/pool/acquire.ts';
import { CoresAdmission } from '../../../../src/core/task/run/admission.ts';
import { ClaimedAdmission } from '../../../../src/core/task/run/claimed-admission.ts';
import { GatedAdmission } from '../../../../src/core/task/run/gated-admission.ts';
import {
  insertRun,
  reconcileRuns,
  writeStates,
} from '../../../../src/core/task/run/run-registry.ts';
import type { GraphTaskState } from '../../../../src/core/task/run/state.ts';
import { readTimeline } from '../../../../src/core/task/timeline/timeline.ts';
import type { TimelineEntry } from '../../../../src/core/task/timeline/timeline-entry.ts';
import { currentIdentity } from '../../../../src/core/process/identity.ts';
import { graphRig, script } from '../run/graph-rig.ts';

const limits = computeGates({ cores: 4, memoryBytes: 2 ** 34 }, { test: 1 });
const jane: ClaimOwner = { kind: 'person', name: 'jane' };

describe('the timeline of a graph', () => {
  const rig = graphRig();

  const read = (since = 0): TimelineEntry[] => readTimeline(rig().context.store, since);

  function entry(name: string): TimelineEntry {
    return read().find((each) => each.name === name) ?? assert.fail(`no entry for ${name}`);
  }

  /** A run of this process, or of one that is gone. */
  function startRun(isGone = false) {
    const { context, checkout } = rig();
    const owner = isGone ? { ...currentIdentity(), startTime: '1' } : currentIdentity();
    return context.store.write((transaction) =>
      insertRun(transaction, {
        ...{ checkout, names: ['a'], agent: 'dev-1', priority: null, owner },
        ...{ status: 'running', startedAt: new Date().toISOString(), endedAt: null },
        counts: { total: 1, ran: 0, cached: 0, failed: 0 },
      }),
    );
  }

  function write(run: Awaited<ReturnType<typeof startRun>>, name: string, state: GraphTaskState) {
    return rig().context.store.write((transaction) => {
      writeStates(transaction, run, new Map([[name, state]]));
    });
  }

  it('says what ran and how it ended, in the order in which it began', async () => {
    await rig().run(
      [
        script('first', 'true', { inputs: null }),
        script('second', 'exit 3', { inputs: null, dependsOn: ['first'] }),
      ],
      { keepGoing: true },
    );
    assert.deepEqual(
      read().map(({ name, status, origin, agent }) => [name, status, origin, agent]),
      [
        ['first', 'done', 'graph', null],
        ['second', 'failed', 'graph', null],
      ],
    );
    const { startedAt, endedAt, wait } = entry('first');
    assert.ok(startedAt !== null && endedAt !== null && startedAt <= endedAt);
    assert.equal(wait, null);
  });

  it('says nothing of what was found done', async () => {
    rig().write({ in: 'a' });
    const tasks = [script('copy', 'cat in > out', { inputs: ['in'], outputs: ['out'] })];
    await rig().run(tasks);
    const before = read();
    await rig().run(tasks);
    assert.deepEqual(read(), before);
  });

  it('leaves out what had ended before the time that is asked for', async () => {
    await rig().run([script('one', 'true', { inputs: null })]);
    assert.equal(read(Date.now() - 60_000).length, 1);
    assert.deepEqual(read(Date.now() + 60_000), []);
  });

  it('names the gate that a task waited for, who was there, and until when', async () => {
    const { context, checkout, run } = rig();
    const pool = { store: context.store, limits };
    const request = { gate: 'TEST_JOBS', agent: 'a', purpose: 'pytest', directory: '/' } as const;
    const lease = await acquireLease(pool, request);
    const options = { pool, agent: null, checkout, onFault: assert.ifError };
    const running = run([script('check', 'true', { class: 'test', inputs: null })], {
      admission: new GatedAdmission(options, new CoresAdmission(4)),
      onState: (_, state) => {
        if (state.status !== 'waiting' || state.reason.kind !== 'resources') return;
        if (!state.reason.text.includes('pytest')) return;
        const { status, wait } = entry('check');
        assert.deepEqual([status, wait?.until], ['waiting', null]);
        lease.release().catch(assert.ifError);
      },
    });
    await running;
    const { wait, startedAt, status } = entry('check');
    assert.ok(wait);
    assert.equal(wait.obstacle, 'TEST_JOBS');
    assert.match(wait.reason, /pytest/);
    assert.equal(wait.until, startedAt);
    assert.equal(status, 'done');
  });

  it('names the claim that a task waited for', async () => {
    const { context, open, run } = rig();
    const repository = '/repository/.git';
    const since = new Date().toISOString();
    await context.store.write((transaction) =>
      insertClaim(transaction, {
        ...{ repository, mode: 'write', globs: ['dist/**'], owner: jane, purpose: null, since },
        until: null,
      }),
    );
    const elsewhere = open();
    const place = () => Promise.resolve({ repository, prefix: '' });
    await run([script('bundle', 'mkdir -p dist && echo x > dist/x', { outputs: ['dist/**'] })], {
      admission: new ClaimedAdmission(context.store, place, null, new CoresAdmission(4)),
      onState: (name, state) => {
        if (name !== 'bundle' || state.status !== 'waiting') return;
        void elsewhere.store.write((transaction) =>
          deleteClaims(transaction, repository, jane, null),
        );
      },
    });
    const { wait, status } = entry('bundle');
    assert.deepEqual([wait?.obstacle, status], ['claim', 'done']);
    assert.match(wait?.reason ?? '', /claimed for writing by jane/);
  });

  it('says that a task waited for the others of its own run', async () => {
    const tasks = ['one', 'two'].map((name) => script(name, 'true', { inputs: null }));
    await rig().run(tasks, { admission: new CoresAdmission(1) });
    const waits = read().map(({ wait }) => wait?.obstacle ?? null);
    assert.deepEqual(new Set(waits), new Set(['processors', null]));
  });

  it('shows what a run is at only as long as its process lives, and closes it after', async () => {
    const alive = await startRun();
    await write(alive, 'a', { status: 'running', startedAt: new Date().toISOString() });
    const gone = await startRun(true);
    await write(gone, 'b', { status: 'running', startedAt: new Date().toISOString() });
    assert.deepEqual(
      read().map(({ name, status, agent }) => [name, status, agent]),
      [['a', 'running', 'dev-1']],
    );
    await reconcileRuns(rig().context.store, rig().checkout);
    assert.equal(entry('b').status, 'lost');
    assert.notEqual(entry('b').endedAt, null);
  });

  it('reads what goes on before what has ended, however much that is', async () => {
    const run = await startRun();
    const startedAt = new Date().toISOString();
    await write(run, 'long', { status: 'running', startedAt });
    for (let index = 0; index < 600; index += 1) {
      await write(run, `t${String(index)}`, { status: 'running', startedAt });
      await write(run, `t${String(index)}`, { status: 'cancelled' });
    }
    assert.equal(read().length, 500);
    assert.equal(entry('long').status, 'running');
    assert.equal(entry('t599').status, 'cancelled');
  });

  it('keeps no more than the latest few thousand', async () => {
    const run = await startRun();
    const startedAt = new Date().toISOString();
    const { store } = rig().context;
    await store.write((transaction) => {
      const names = Array.from({ length: 5100 }, (_, index) => `t${String(index)}`);
      const states = names.map((name) => [name, { status: 'running', startedAt }] as const);
      writeStates(transaction, run, new Map(states));
    });
    const kept = store.all('SELECT id FROM task_spans');
    assert.equal(kept.length, 5000);
    assert.ok(read().length <= 1000);
  });
});
