import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { identify, isAlive } from '../../src/core/process/identity.ts';
import { writeFiles } from '../unit/git-repository.ts';
import { eventually } from '../unit/process/programs.ts';
import { temporaryDirectory } from '../unit/temporary-directory.ts';
import { type CallOptions, errorOf, lanekeeper } from './command-line.ts';

const script = path.resolve(import.meta.dirname, '../../dist/cli.cjs');

const outcomeSchema = z.object({
  status: z.string(),
  counts: z.object({ total: z.number(), ran: z.number(), cached: z.number(), failed: z.number() }),
  tasks: z.array(z.object({ name: z.string(), status: z.string(), how: z.string().nullable() })),
});

/** `layers` of `width` tasks, each after three of the layer before; a task notes that it ran, and is no instant. */
function declareLayers(layers: number, width: number): Record<string, object> {
  const tasks: Record<string, object> = {};
  for (let layer = 0; layer < layers; layer += 1) {
    for (let index = 0; index < width; index += 1) {
      const name = `t${String(layer)}-${String(index)}`;
      const above = [0, 1, 2].map(
        (step) => `t${String(layer - 1)}-${String((index + step) % width)}`,
      );
      tasks[name] = {
        command: `rm -rf out/${name} && mkdir -p out/${name} && echo ${name} >> ran && echo printed && cat in > out/${name}/a && cat in > out/${name}/b`,
        inputs: ['in'],
        outputs: [`out/${name}/**`],
        dependsOn: layer === 0 ? [] : above,
      };
    }
  }
  const last = Object.keys(tasks).slice(-width);
  return { ...tasks, all: { dependsOn: last } };
}

describe('tasks on the command line', function () {
  this.timeout(240_000);
  const directory = temporaryDirectory();
  let options: CallOptions;
  const place = (name: string): string => path.join(options.cwd, name);

  const declare = (tasks: Record<string, object>): void => {
    writeFiles(options.cwd, {
      'lanekeeper.json': JSON.stringify({ discover: false, tasks }),
      in: 'content',
    });
  };
  const run = async (...words: readonly string[]) => {
    const { code, stdout, stderr } = await lanekeeper(['task', 'run', ...words, '--json'], options);
    assert.notEqual(stdout, '', stderr);
    return { code, ...outcomeSchema.parse(JSON.parse(stdout)) };
  };
  const start = (...words: readonly string[]) =>
    spawn(process.execPath, [script, 'task', 'run', ...words], {
      cwd: options.cwd,
      env: { ...process.env, LANEKEEPER_HOME: options.home },
      stdio: 'ignore',
    });

  beforeEach(() => {
    const cwd = path.join(directory(), 'checkout');
    mkdirSync(cwd);
    options = { home: path.join(directory(), 'home'), cwd };
  });

  it('are run once, and then found done at a glance until something changes', async () => {
    declare(declareLayers(2, 3));
    const first = await lanekeeper(['task', 'run', 'all'], options);
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stderr, /7 tasks: 6 ran, 1 cached/);
    assert.equal(first.stdout, 'printed\n'.repeat(6));
    // Files that changed this very moment are looked at again; older ones need not be.
    const before = new Date(Date.now() - 60_000);
    for (const name of ['in', 'lanekeeper.json']) utimesSync(place(name), before, before);
    for (let round = 0; round < 3; round += 1) {
      const { code, counts } = await run('all');
      assert.equal(code, 0);
      assert.deepEqual(counts, { total: 7, ran: 0, cached: 7, failed: 0 });
    }
    await writeFile(place('in'), 'changed');
    assert.equal((await run('all')).counts.ran, 6);
    rmSync(place('out/t0-1/a'));
    const restored = await run('all');
    assert.deepEqual(restored.tasks.find(({ name }) => name === 't0-1')?.how, 'restored');
    assert.equal(readFileSync(place('out/t0-1/a'), 'utf8'), 'changed');
  });

  it('are told as they end, each before what it has printed', async () => {
    declare({
      first: { command: 'echo one' },
      silent: { command: 'true', dependsOn: ['first'] },
      last: { command: 'echo two; exit 3', dependsOn: ['silent'] },
    });
    const words = ['task', 'run', 'last'];
    const merged = ['sh', '-c', 'exec "$@" 2>&1', 'sh'];
    const { stdout } = await lanekeeper(words, { ...options, through: merged });
    const told = stdout.trim().replaceAll(/ in [\d.]+ \w+/g, '');
    assert.equal(
      told,
      [
        'first: done',
        'one',
        'silent: done',
        'last: failed. It failed with exit code 3.',
        'two',
        '3 tasks: 2 ran, 0 cached, 1 failed.',
      ].join('\n'),
    );
  });

  it('are each run by one of two command lines, and both have the results', async () => {
    declare(declareLayers(4, 6));
    for (let trial = 0; trial < 3; trial += 1) {
      for (const each of [options.home, place('ran'), place('out')]) {
        rmSync(each, { recursive: true, force: true });
      }
      const outcomes = await Promise.all([run('all'), run('all')]);
      for (const { code, counts } of outcomes) {
        assert.equal(code, 0);
        assert.equal(counts.ran + counts.cached, 25);
      }
      assert.equal(readFileSync(place('ran'), 'utf8').trim().split('\n').length, 24);
    }
  });

  it('whose runner was killed are stopped, and done by the next', async () => {
    declare({
      slow: {
        command: 'echo $$ >> pids; [ -e again ] || sleep 1000; cat in > out',
        inputs: ['in'],
        outputs: ['out'],
      },
    });
    const killed = start('slow');
    await eventually(() => existsSync(place('pids')) && readFileSync(place('pids'), 'utf8') !== '');
    const orphan = identify(Number((await readFile(place('pids'), 'utf8')).trim()));
    assert.ok(orphan && isAlive(orphan));
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    await writeFile(place('again'), '');
    const { code, counts } = await run('slow');
    assert.deepEqual([code, counts.ran], [0, 1]);
    assert.ok(!isAlive(orphan));
    assert.equal(readFileSync(place('out'), 'utf8'), 'content');
  });

  it('are whole after kills at any moment: nothing torn is ever restored', async () => {
    declare(declareLayers(3, 4));
    for (let round = 0; round < 12; round += 1) {
      await writeFile(place('in'), `content ${String(round)} `.repeat(5000));
      const killed = start('all');
      await delay(100 + Math.random() * 400);
      killed.kill('SIGKILL');
      if (killed.exitCode === null && killed.signalCode === null) await once(killed, 'exit');
      const { code } = await run('all');
      assert.equal(code, 0);
      rmSync(place('out'), { recursive: true });
      const again = await run('all');
      assert.deepEqual([again.code, again.counts.ran], [0, 0]);
      const expected = readFileSync(place('in'), 'utf8');
      for (const name of ['t0-0', 't1-3', 't2-2']) {
        for (const file of ['a', 'b']) {
          assert.equal(readFileSync(place(`out/${name}/${file}`), 'utf8'), expected);
        }
      }
    }
  });

  it('are cancelled from elsewhere, with what depends on them', async () => {
    declare({
      slow: { command: ': > up; sleep 1000', inputs: [] },
      after: { command: 'true', dependsOn: ['slow'] },
    });
    const running = run('after');
    await eventually(() => existsSync(place('up')));
    const unknown = errorOf(await lanekeeper(['task', 'cancel', 'slwo', '--json'], options));
    assert.deepEqual([unknown.code, unknown.exitCode], ['task-not-found', 4]);
    assert.match(unknown.cure, /"slow"/);
    const { code, stderr } = await lanekeeper(['task', 'cancel', 'slow'], options);
    assert.equal(code, 0);
    assert.match(stderr, /Asked the run under way to stop slow\./);
    const outcome = await running;
    assert.deepEqual([outcome.code, outcome.status], [130, 'cancelled']);
    assert.deepEqual(Object.fromEntries(outcome.tasks.map(({ name, status }) => [name, status])), {
      slow: 'cancelled',
      after: 'skipped',
    });
  });

  it('are explained: which input, variable or dependency is another', async () => {
    declare({
      first: { command: 'cat in > out', inputs: ['in'], outputs: ['out'], dependsOnEnv: ['MODE'] },
      second: { command: 'true', dependsOn: ['first'], inputs: [] },
    });
    await run('second');
    const explain = async (name: string, variables = {}) =>
      (await lanekeeper(['task', 'explain', name], { ...options, variables })).stdout;
    assert.match(await explain('first'), /nothing has changed/);
    await writeFile(place('in'), 'other');
    assert.match(
      await explain('first', { MODE: 'x' }),
      /Environment MODE changed\.\n.*in changed/s,
    );
    assert.match(await explain('second'), /Upstream first changed/);
    const unknown = await lanekeeper(['task', 'explain', 'frist', '--json'], options);
    assert.equal(errorOf(unknown).code, 'task-not-found');
    assert.match(unknown.stderr, /"first"/);
  });

  it('end with 1 when one fails, 2 on wrong words and 4 on names that there are not', async () => {
    declare({ bad: { command: 'echo why >&2; exit 9', inputs: [] } });
    const failed = await lanekeeper(['task', 'run', 'bad'], options);
    assert.equal(failed.code, 1);
    assert.match(failed.stderr, /bad: failed\. It failed with exit code 9\./);
    assert.match(failed.stdout, /why/);
    assert.equal((await lanekeeper(['task', 'run', 'bad', '--priority', 'x'], options)).code, 2);
    assert.equal((await lanekeeper(['task', 'run', 'good'], options)).code, 4);
    assert.equal((await lanekeeper(['task', 'cancel'], options)).code, 2);
  });
});
