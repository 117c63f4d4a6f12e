import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { computeGates } from '../../../../src/core/resource/gates.ts';
import { jobDirectory } from '../../../../src/core/resource/jobserver/job-directory.ts';
import type { PoolContext } from '../../../../src/core/resource/pool/acquire.ts';
import { allLeases, listLeases } from '../../../../src/core/resource/pool/lease-table.ts';
import type { TaskDeclaration } from '../../../../src/core/task/declaration/declaration.ts';
import { CoresAdmission } from '../../../../src/core/task/run/admission.ts';
import { GatedAdmission } from '../../../../src/core/task/run/gated-admission.ts';
import type { TaskContext } from '../../../../src/core/task/run/request.ts';
import { TaskJobs } from '../../../../src/core/task/run/task-jobs.ts';
import { eventually } from '../../process/programs.ts';
import { requireTool } from '../../required-tool.ts';
import { endings, graphRig, script } from './graph-rig.ts';

const limit = 4;
const limits = computeGates({ cores: 8, memoryBytes: 2 ** 34 }, { compile: limit });

describe('the tokens of tasks', function () {
  this.timeout(60_000);
  const rig = graphRig();

  async function run(tasks: readonly TaskDeclaration[], context: TaskContext = rig().context) {
    const pool: PoolContext = { store: context.store, limits };
    const common = { pool, agent: null, onFault: assert.ifError };
    const { location, environment } = context;
    const jobs = new TaskJobs({ ...common, location, environment });
    const admission = new GatedAdmission(
      { ...common, checkout: rig().checkout },
      new CoresAdmission(8),
    );
    return rig()
      .run(tasks, { context, jobs, admission })
      .finally(() => jobs.stop());
  }

  it('are there for compilers, linkers and test runners, and for nothing else', async () => {
    const line =
      'echo "$CARGO_MAKEFLAGS" > $0; [ -z "$LANEKEEPER_JOBS" ] || [ -p "$LANEKEEPER_JOBS" ]';
    const classes = ['compile', 'link', 'test', 'io', 'fetch', null] as const;
    const outcome = await run(
      classes.map((each) => {
        const name = String(each);
        return script(name, line, { class: each, command: ['sh', '-c', line, name] });
      }),
    );
    assert.deepEqual(new Set(Object.values(endings(outcome))), new Set(['ran']));
    for (const each of classes) {
      const expected = ['compile', 'link', 'test'].includes(String(each))
        ? /^-j --jobserver-auth=fifo:\/.+\n$/
        : /^\n$/;
      assert.match(rig().read(String(each)), expected, String(each));
    }
    assert.deepEqual(allLeases(rig().context.store), []);
    assert.deepEqual(readdirSync(jobDirectory(rig().context.location) ?? ''), []);
  });

  it('leave tasks that build nothing without a job server and its folder', async () => {
    await run([script('plain', 'true'), script('copy', 'true', { class: 'io' })]);
    assert.equal(existsSync(path.join(rig().home, 'jobs')), false);
  });

  it('keep several builds to the jobs of the machine', async function () {
    await requireTool(this, 'make');
    rig().write({
      'jobs.mk': [
        'all: $(foreach i,$(shell seq 12),job$(i))',
        'job%:',
        // Each appends in one write(2), so lines are whole and in order.
        '\t@echo + >> jobs; sleep 0.1; echo - >> jobs',
        '',
      ].join('\n'),
    });
    const build = (name: string) =>
      script(name, 'exec make -j8 -f jobs.mk', { class: 'compile', inputs: null });
    const outcome = await run([build('one'), build('two')]);
    assert.deepEqual(endings(outcome), { one: 'ran', two: 'ran' });
    let [running, most] = [0, 0];
    for (const line of rig().read('jobs').trim().split('\n')) {
      running += line === '+' ? 1 : -1;
      most = Math.max(most, running);
    }
    assert.equal(running, 0);
    // The one that comes later has a job by protocol, whoever has the tokens.
    assert.ok(most > 1 && most <= limit + 1, String(most));
  });

  it('and places belong to the command, so that they outlive a runner that is killed', async () => {
    const { context, checkout } = rig();
    const running = run([
      script('slow', ': > up; while [ ! -e go ]; do sleep 0.01; done', { class: 'compile' }),
    ]);
    await eventually(() => existsSync(path.join(checkout, 'up')));
    await eventually(() => listLeases(context.store).some(({ command }) => command !== null));
    const [lease, ...others] = listLeases(context.store);
    assert.ok(lease && others.length === 0);
    assert.notEqual(lease.command?.pid, process.pid);
    assert.equal(path.dirname(lease.tokens?.fifo ?? ''), jobDirectory(context.location));
    rig().write({ go: '' });
    assert.equal((await running).run.status, 'done');
    assert.deepEqual(allLeases(context.store), []);
  });
});
