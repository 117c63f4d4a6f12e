import assert from 'node:assert/strict';
import path from 'node:path';
import { computeGates } from '../../../../src/core/resource/gates.ts';
import { acquireLease, type PoolContext } from '../../../../src/core/resource/pool/acquire.ts';
import { listLeases } from '../../../../src/core/resource/pool/lease-table.ts';
import { CoresAdmission } from '../../../../src/core/task/run/admission.ts';
import { GatedAdmission } from '../../../../src/core/task/run/gated-admission.ts';
import type { TaskContext } from '../../../../src/core/task/run/request.ts';
import { eventually } from '../../process/programs.ts';
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
