import assert from 'node:assert/strict';
import path from 'node:path';
import { LanekeeperError } from '../../../../src/core/error.ts';
import { holdGpu } from '../../../../src/core/resource/gpu/hold-gpu.ts';
import { findGpus } from '../../../../src/core/resource/gpu/gpus.ts';
import { CoresAdmission } from '../../../../src/core/task/run/admission.ts';
import { GpuAdmission } from '../../../../src/core/task/run/gpu-admission.ts';
import type { TaskContext } from '../../../../src/core/task/run/request.ts';
import { runTasks, type TasksOutcome } from '../../../../src/core/task/run/tasks.ts';
import { requireTool } from '../../required-tool.ts';
import { endings, graphRig, script } from './graph-rig.ts';

describe('tasks that need a GPU', () => {
  const rig = graphRig();

  before(async function () {
    if (process.platform !== 'linux') return this.skip();
    await requireTool(this, 'flock');
  });

  /** Each task fails when another one is on its GPU at the same time, and notes which it had. */
  function declare(names: readonly string[]): void {
    const tasks = Object.fromEntries(
      names.map((name) => [
        name,
        {
          command: `mkdir on-$CUDA_VISIBLE_DEVICES && ls > /dev/null && rmdir on-$CUDA_VISIBLE_DEVICES && echo $CUDA_VISIBLE_DEVICES >> had`,
          needs: { gpu: true },
        },
      ]),
    );
    rig().write({ 'lanekeeper.json': JSON.stringify({ tasks }) });
  }

  function run(
    names: readonly string[],
    gpus: number | null,
    part: {
      context?: TaskContext;
      onState?: (name: string, state: { status: string }) => void;
    } = {},
  ): Promise<TasksOutcome> {
    const { context = rig().context, ...rest } = part;
    return runTasks(context, {
      ...{ root: rig().checkout, names, agent: null, priority: null, keepGoing: false, gpus },
      ...{
        gates: {},
        graceMs: 200,
        limitBytes: 2 ** 30,
        admission: new CoresAdmission(8),
        ...rest,
      },
    });
  }

  it('have one to themselves, and use them all, also beside another run', async () => {
    const names = Array.from({ length: 10 }, (_, at) => `t${String(at)}`);
    declare(names);
    const half = names.length / 2;
    const [one, two] = await Promise.all([
      run(names.slice(0, half), 2, { context: rig().open() }),
      run(names.slice(half), 2, { context: rig().open() }),
    ]);
    assert.deepEqual(
      new Set([...Object.values(endings(one)), ...Object.values(endings(two))]),
      new Set(['ran']),
    );
    const had = rig().read('had').trim().split('\n');
    assert.equal(had.length, names.length);
    assert.deepEqual(new Set(had), new Set(['0', '1']));
  });

  it('wait for one that somebody has, and are told who', async () => {
    declare(['train']);
    const { home, environment } = rig();
    const held = await holdGpu({
      ...{ location: { home }, gpus: await findGpus(environment, 1), agent: 'trainer' },
      signal: new AbortController().signal,
      onWait: () => undefined,
    });
    const { promise: waits, resolve } = Promise.withResolvers<string>();
    const running = run(['train'], 1, {
      onState: (_, state) => {
        const text = JSON.stringify(state);
        if (text.includes('by trainer')) resolve(text);
      },
    });
    assert.match(await waits, /GPU: 1 of 1 in use, by trainer\./);
    held.release();
    assert.deepEqual(endings(await running), { train: 'ran' });
  });

  it('leave it to others when they are cancelled while they wait', async () => {
    declare(['train']);
    const { home, environment } = rig();
    const request = {
      ...{ location: { home }, gpus: await findGpus(environment, 1), agent: 'trainer' },
      signal: new AbortController().signal,
      onWait: () => undefined,
    };
    const held = await holdGpu(request);
    const cancelled = new AbortController();
    const { promise: waits, resolve } = Promise.withResolvers<string>();
    const running = runTasks(rig().context, {
      ...{ root: rig().checkout, names: ['train'], agent: null, priority: null, keepGoing: false },
      ...{
        gates: {},
        gpus: 1,
        graceMs: 200,
        limitBytes: 2 ** 30,
        admission: new CoresAdmission(8),
      },
      signal: cancelled.signal,
      onState: (_, state) => {
        const text = JSON.stringify(state);
        if (text.includes('by trainer')) resolve(text);
      },
    });
    await waits;
    cancelled.abort();
    assert.equal((await running).run.status, 'cancelled');
    held.release();
    const next = await holdGpu(request);
    assert.equal(next.variables['CUDA_VISIBLE_DEVICES'], '0');
    next.release();
  });

  it('end the run with the fault that keeps them from it, and do not wait for ever', async () => {
    rig().write({ 'no-directory': '' });
    const options = {
      location: { home: path.join(rig().checkout, 'no-directory') },
      gpus: await findGpus(rig().environment, 1),
      agent: null,
      onFault: assert.ifError,
    };
    const needs = { memoryBytes: null, cores: 1, capabilities: [], gpu: true };
    const running = rig().run([script('train', 'true', { needs })], {
      admission: new GpuAdmission(options, new CoresAdmission(1)),
    });
    await assert.rejects(running, { code: 'ENOTDIR' });
  });

  it('are refused where there is none, before anything runs', async () => {
    declare(['train']);
    await assert.rejects(run(['train'], 0), (fault) => {
      assert.ok(fault instanceof LanekeeperError);
      assert.equal(fault.code, 'capability-missing');
      assert.match(fault.message, /"train" needs a GPU/);
      return true;
    });
  });

  it('are not in the way of tasks that need none', async () => {
    rig().write({
      'lanekeeper.json': JSON.stringify({ tasks: { plain: { command: 'true' } } }),
    });
    assert.deepEqual(endings(await run(['plain'], 0)), { plain: 'ran' });
  });
});
