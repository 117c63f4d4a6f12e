import assert from 'node:assert/strict';
import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
} from 'node:fs';
import path from 'node:path';
import { identify, isAlive } from '../../../../src/core/process/identity.ts';
import { eventually } from '../../process/programs.ts';
import { declare } from '../declare.ts';
import { type Candidate, CoresAdmission } from '../../../../src/core/task/run/admission.ts';
import { cancelTask } from '../../../../src/core/task/run/cancellation.ts';
import { raisePriority } from '../../../../src/core/task/run/raise-priority.ts';
import { listRuns } from '../../../../src/core/task/run/run-registry.ts';
import { readStandings } from '../../../../src/core/task/run/standing.ts';
import { endings, graphRig, script, stateOf } from './graph-rig.ts';

function runs(pid: number): boolean {
  const identity = identify(pid);
  return identity !== null && isAlive(identity);
}

const chain = [
  script('first', 'cat in > out && echo first >> ran', { inputs: ['in'], outputs: ['out'] }),
  script('second', 'cat out extra > end && echo second >> ran', {
    dependsOn: ['first'],
    inputs: ['extra'],
    outputs: ['end'],
  }),
];

describe('a run of tasks', function () {
  this.timeout(60_000);
  const rig = graphRig();

  it('does each task after what it depends on, and nothing again while nothing changes', async () => {
    rig().write({ in: 'a', extra: 'b' });
    assert.deepEqual(endings(await rig().run(chain)), { first: 'ran', second: 'ran' });
    assert.equal(rig().read('end'), 'ab');
    assert.deepEqual(endings(await rig().run(chain)), { first: 'fresh', second: 'fresh' });
    assert.equal(rig().read('ran'), 'first\nsecond\n');
  });

  it('does only what an input matters to, however soon after the run it changes', async () => {
    rig().write({ in: 'a', extra: 'b' });
    await rig().run(chain);
    for (let edit = 0; edit < 20; edit += 1) {
      rig().write({ extra: String.fromCharCode(99 + edit) });
      const ended = endings(await rig().run(chain));
      assert.deepEqual(ended, { first: 'fresh', second: 'ran' }, `edit ${String(edit)}`);
    }
  });

  it('restores what was made from the same inputs before, in any checkout', async () => {
    rig().write({ in: 'a', extra: 'b' });
    await rig().run(chain);
    rig().write({ in: 'changed' });
    await rig().run(chain);
    rig().write({ in: 'a' });
    assert.deepEqual(endings(await rig().run(chain)), { first: 'restored', second: 'restored' });
    assert.equal(rig().read('end'), 'ab');
    rmSync(path.join(rig().checkout, 'out'));
    assert.deepEqual(endings(await rig().run(chain)), { first: 'restored', second: 'fresh' });
    assert.equal(rig().read('ran'), 'first\nsecond\n'.repeat(2));
  });

  it('keeps permissions and links, and removes files of another result', async () => {
    const task = script(
      'make',
      'rm -rf o; mkdir -p o && cat in > o/$(cat in) && chmod 751 o/* && ln -s $(cat in) o/link',
      {
        inputs: ['in'],
        outputs: ['o/**'],
      },
    );
    rig().write({ in: 'one' });
    await rig().run([task]);
    rig().write({ in: 'two' });
    await rig().run([task]);
    rig().write({ in: 'one' });
    assert.deepEqual(endings(await rig().run([task])), { make: 'restored' });
    assert.equal(rig().read('o/link'), 'one');
    assert.equal(existsSync(path.join(rig().checkout, 'o/two')), false);
    assert.equal(statSync(path.join(rig().checkout, 'o/one')).mode & 0o777, 0o751);
  });

  it('restores over no work that cannot be brought back: the task is run, and leaves it there', async () => {
    const task = script('make', 'cp in src/made; echo ran >> ran', {
      inputs: ['in'],
      outputs: ['src/**'],
    });
    rig().write({ in: 'one', 'src/kept': 'a' });
    await rig().run([task]);
    rig().write({ in: 'two' });
    await rig().run([task]);
    rig().write({ in: 'one', 'src/mine': 'work of a person', 'src/kept': 'a, edited' });
    assert.deepEqual(endings(await rig().run([task])), { make: 'ran' });
    assert.equal(rig().read('src/mine'), 'work of a person');
    assert.equal(rig().read('src/kept'), 'a, edited');
  });

  it('takes each for such work: an edit of what it would put back, and a file that it would remove', async () => {
    const task = script('make', 'cp in src/made', { inputs: ['in'], outputs: ['src/**'] });
    rig().write({ in: 'one', 'src/made': '' });
    await rig().run([task]);
    for (const work of ['src/made', 'src/mine']) {
      rig().write({ in: 'two', 'src/made': 'two' });
      await rig().run([task]);
      // Nothing but this one file is in the way of the result for `one`.
      rig().write({ in: 'one', [work]: `work in ${work}` });
      assert.deepEqual(endings(await rig().run([task])), { make: 'ran' }, work);
    }
    assert.equal(rig().read('src/mine'), 'work in src/mine');
  });

  it('restores over what git ignores: nobody keeps work there', async () => {
    const task = script('make', 'mkdir -p dist; cp in dist/made', {
      inputs: ['in'],
      outputs: ['dist/**'],
    });
    rig().write({ in: 'one', '.gitignore': 'dist\n' });
    await rig().run([task]);
    rig().write({ 'dist/made': 'half of a build', 'dist/rest': 'of another' });
    assert.deepEqual(endings(await rig().run([task])), { make: 'restored' });
    assert.equal(rig().read('dist/made'), 'one');
    assert.equal(existsSync(path.join(rig().checkout, 'dist/rest')), false);
  });

  it('never restores a content that is torn', async () => {
    const task = script('make', 'cat in > out; echo ran >> ran', {
      inputs: ['in'],
      outputs: ['out'],
    });
    rig().write({ in: 'a' });
    await rig().run([task]);
    const blobs = path.join(rig().home, 'results', 'blobs');
    for (const entry of readdirSync(blobs, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) truncateSync(path.join(entry.parentPath, entry.name), 0);
    }
    rmSync(path.join(rig().checkout, 'out'));
    assert.deepEqual(endings(await rig().run([task])), { make: 'ran' });
    assert.equal(rig().read('out'), 'a');
  });

  it('always does a task without declared inputs, and what depends on it', async () => {
    const tasks = [
      script('always', 'true', { inputs: null }),
      script('after', 'true', { dependsOn: ['always'] }),
      script('never', 'true', { cache: false }),
    ];
    await rig().run(tasks);
    assert.deepEqual(endings(await rig().run(tasks)), {
      always: 'ran',
      after: 'ran',
      never: 'ran',
    });
  });

  it('fails a task that does not make its output, and names it', async () => {
    const outcome = await rig().run([script('make', 'true', { outputs: ['dist/**'] })]);
    assert.match(stateOf(outcome, 'make', 'failed').reason, /"make" .* its output dist\/\*\*/);
  });

  for (const [what, line] of Object.entries({
    'a link out of the checkout': 'mkdir dist && ln -s /etc/hostname dist/out',
    'a path through a link': 'mkdir real && echo x > real/out && ln -s real dist',
  })) {
    it(`refuses ${what} as an output`, async () => {
      const outcome = await rig().run([script('make', line, { outputs: ['dist/**'] })]);
      assert.match(stateOf(outcome, 'make', 'failed').reason, /symbolic link/);
    });
  }

  it('does not write through a link that has taken the place of a folder', async () => {
    const task = script('make', 'mkdir -p dist && cat in > dist/out', {
      inputs: ['in'],
      outputs: ['dist/**'],
    });
    rig().write({ in: 'a', 'elsewhere/out': 'mine' });
    await rig().run([task]);
    rmSync(path.join(rig().checkout, 'dist'), { recursive: true });
    symlinkSync('elsewhere', path.join(rig().checkout, 'dist'));
    const outcome = await rig().run([task]);
    assert.match(stateOf(outcome, 'make', 'failed').reason, /symbolic link/);
    assert.equal(rig().read('elsewhere/out'), 'mine');
  });

  it('skips what depends on a failure, and with keepGoing does the rest', async () => {
    const tasks = [
      script('bad', 'echo oh no; exit 3'),
      script('after', 'true', { dependsOn: ['bad'] }),
      script('other', 'true', { needs: { ...declare('').needs, cores: 4 } }),
    ];
    const outcome = await rig().run(tasks, { keepGoing: true });
    assert.deepEqual(endings(outcome), { bad: 'failed', after: 'skipped', other: 'ran' });
    const { exitCode, log } = stateOf(outcome, 'bad', 'failed');
    assert.equal(exitCode, 3);
    assert.equal(readFileSync(log ?? '', 'utf8'), 'oh no\n');
    assert.equal(outcome.run.status, 'failed');
  });

  it('tells of a command that is not there', async () => {
    const outcome = await rig().run([declare('x', { command: ['no-such-program'] })]);
    assert.match(stateOf(outcome, 'x', 'failed').reason, /"no-such-program" was not found/);
  });

  it('tries a command again that was killed by somebody else, once, and says so', async () => {
    const line = 'if [ -e again ]; then echo done; else touch again; kill -9 $$; fi';
    const outcome = await rig().run([script('hungry', line), script('dead', 'kill -9 $$')], {
      keepGoing: true,
    });
    assert.deepEqual(endings(outcome), { hungry: 'ran', dead: 'failed' });
    assert.match(stateOf(outcome, 'dead', 'failed').reason, /SIGKILL|out of memory/);
  });

  it('stops a command that takes longer than it may, with all that it started', async () => {
    const outcome = await rig().run([
      script('slow', 'sleep 1000 & echo $! > child; wait', { timeoutSeconds: 0.3 }),
    ]);
    assert.match(stateOf(outcome, 'slow', 'failed').reason, /longer than the 0.3 s/);
    assert.ok(!runs(Number(rig().read('child'))));
  });

  it('tries again as often as a task says', async () => {
    const line = 'echo x >> tries; [ $(wc -l < tries) = 3 ]';
    assert.deepEqual(endings(await rig().run([script('flaky', line, { retries: 2 })])), {
      flaky: 'ran',
    });
  });

  it('keeps nothing of a command whose inputs changed while it ran', async () => {
    const task = script('make', 'cat in > out; echo new > in', {
      inputs: ['in'],
      outputs: ['out'],
    });
    rig().write({ in: 'old' });
    await rig().run([task]);
    rig().write({ in: 'old' });
    rmSync(path.join(rig().checkout, 'out'));
    assert.deepEqual(endings(await rig().run([task])), { make: 'ran' });
  });

  it('is cancelled with the whole tree of what runs', async () => {
    const controller = new AbortController();
    const running = rig().run(
      [
        script('slow', 'sleep 1000 & echo $! > child; wait'),
        script('after', 'true', { dependsOn: ['slow'] }),
      ],
      { signal: controller.signal },
    );
    const child = path.join(rig().checkout, 'child');
    await eventually(() => existsSync(child) && readFileSync(child, 'utf8') !== '');
    controller.abort();
    const outcome = await running;
    assert.deepEqual(endings(outcome), { slow: 'cancelled', after: 'cancelled' });
    assert.equal(outcome.run.status, 'cancelled');
    assert.ok(!runs(Number(rig().read('child'))));
  });

  it('gives two runs at once in one process the same results, each task run once', async () => {
    const tasks = Array.from({ length: 12 }, (_, index) =>
      script(`t${String(index)}`, `echo ${String(index)} >> ran; echo said`, {
        inputs: index % 3 === 0 ? null : [],
        dependsOn: index < 4 ? [] : [`t${String(index - 4)}`],
      }),
    );
    const runs = await Promise.all([rig().run(tasks), rig().run(tasks, { context: rig().open() })]);
    for (const { run, states } of runs) {
      assert.equal(run.status, 'done');
      for (const state of states.values()) {
        assert.equal(state.status === 'done' && readFileSync(state.log ?? '', 'utf8'), 'said\n');
      }
    }
    assert.equal(rig().read('ran').split('\n').length - 1, tasks.length);
  });

  it('gives a failure to all who wait for it', async () => {
    const bad = script(
      'bad',
      'echo x >> ran; : > up; while [ ! -e go ]; do sleep 0.01; done; exit 4',
    );
    const first = rig().run([bad]);
    await eventually(() => existsSync(path.join(rig().checkout, 'up')));
    const second = await rig().run([bad], {
      context: rig().open(),
      onState: (_, state) => {
        if (state.status === 'waiting' && state.reason.kind === 'elsewhere')
          rig().write({ go: '' });
      },
    });
    for (const outcome of [await first, second]) {
      assert.equal(stateOf(outcome, 'bad', 'failed').exitCode, 4);
    }
    assert.equal(rig().read('ran'), 'x\n');
  });

  it('does a task that is raised by another process before others, with what it waits for', async () => {
    const { run, open, checkout, read, write } = rig();
    const note = (name: string) => `echo ${name} >> ran`;
    const running = run(
      [
        script('busy', ': > up; while [ ! -e go ]; do sleep 0.01; done', { priority: 100 }),
        ...['one', 'two', 'base'].map((name) => script(name, note(name), { inputs: null })),
        script('wanted', note('wanted'), { dependsOn: ['base'], inputs: null }),
      ],
      { admission: new CoresAdmission(1) },
    );
    await eventually(() => existsSync(path.join(checkout, 'up')));
    assert.equal(await raisePriority(open().store, checkout, 'wanted', 90), 1);
    write({ go: '' });
    await running;
    assert.deepEqual(read('ran').split('\n').slice(0, 2), ['base', 'wanted']);
  });

  it('never starts a task that was cancelled while it waited', async () => {
    const { run, open, checkout, write } = rig();
    const running = run(
      [
        script('busy', ': > up; while [ ! -e go ]; do sleep 0.01; done', { priority: 100 }),
        script('waits', ': > started', { inputs: null }),
        script('after', ': > started', { dependsOn: ['waits'] }),
      ],
      { admission: new CoresAdmission(1) },
    );
    await eventually(() => existsSync(path.join(checkout, 'up')));
    assert.equal(await cancelTask(open().store, checkout, 'waits'), 1);
    write({ go: '' });
    const outcome = await running;
    assert.deepEqual(endings(outcome), { busy: 'ran', waits: 'cancelled', after: 'skipped' });
    assert.equal(existsSync(path.join(checkout, 'started')), false);
  });

  it('leaves what is shown of a task to the run that does it', async () => {
    const slow = script('slow', ': > up; while [ ! -e go ]; do sleep 0.01; done');
    const first = rig().run([slow]);
    await eventually(() => existsSync(path.join(rig().checkout, 'up')));
    const shown = () => readStandings(rig().context.store, rig().checkout).tasks.get('slow')?.state;
    await rig().run([slow], {
      context: rig().open(),
      onState: (_, state) => {
        if (state.status !== 'waiting') return;
        assert.equal(shown()?.status, 'running');
        rig().write({ go: '' });
      },
    });
    await first;
    const state = shown();
    assert.equal(state?.status === 'done' && state.how, 'ran');
  });

  it('leaves neither commands nor claims when a fault ends it, so that the next one can do all', async () => {
    const { run, checkout, context, write } = rig();
    class Faulty extends CoresAdmission {
      override admit(candidates: readonly Candidate[]): ReturnType<CoresAdmission['admit']> {
        if (candidates.some(({ task }) => task.name === 'last')) throw new Error('a fault');
        return super.admit(candidates);
      }
    }
    const last = script('last', 'true', { dependsOn: ['quick'] });
    const slow = script('slow', 'echo $$ > pid; while [ ! -e go ]; do sleep 0.01; done');
    const quick = script('quick', 'while [ ! -s pid ]; do sleep 0.01; done');
    const admission = new Faulty(4);
    await assert.rejects(run([slow, quick, last], { admission }), { message: 'a fault' });
    assert.equal(runs(Number(rig().read('pid'))), false);
    assert.deepEqual(context.store.all('SELECT * FROM task_claims'), []);
    assert.deepEqual(
      listRuns(context.store, checkout).map(({ status }) => status),
      ['failed'],
    );
    write({ go: '' });
    assert.deepEqual(endings(await run([slow, quick])), { slow: 'ran', quick: 'fresh' });
  });

  it('says that a task which asks for itself would wait for ever', async () => {
    const { run, environment, context, checkout, open } = rig();
    const outer = run([
      script('outer', 'echo $LANEKEEPER_TASK_UID > uid; while [ ! -e go ]; do sleep 0.01; done'),
    ]);
    const file = path.join(checkout, 'uid');
    await eventually(() => existsSync(file) && rig().read('uid') !== '');
    const inside = { ...environment, LANEKEEPER_TASK_UID: rig().read('uid').trim() };
    const inner = await run([script('outer', 'true')], {
      context: { ...open(), environment: inside },
    });
    assert.match(stateOf(inner, 'outer', 'failed').reason, /from inside itself/);
    rig().write({ go: '' });
    assert.equal((await outer).run.status, 'done');
    assert.deepEqual(context.store.all('SELECT * FROM task_claims'), []);
  });
});
