import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Engine } from '../../../src/core/engine.ts';
import { Store } from '../../../src/core/store/store.ts';
import type { GraphTask } from '../../../src/core/task/graph-task.ts';
import type { Finding } from '../../../src/core/contention/finding.ts';
import { openContention } from '../../../src/core/contention/registry.ts';
import { identify, isAlive } from '../../../src/core/process/identity.ts';
import { writeFiles } from '../git-repository.ts';
import { eventually } from '../process/programs.ts';
import { cli, engineRig } from '../agent/engine-rig.ts';

const finding: Finding = {
  tool: 'cargo',
  kind: 'lock-wait',
  resource: 'build directory',
  blocking: true,
  line: 1,
  text: 'Blocking waiting for file lock',
  cure: 'Wait.',
  confidence: 'certain',
};

const until = (file: string) => `while [ ! -e ${file} ]; do sleep 0.01; done`;

describe('the tasks of a folder', function () {
  this.timeout(60_000);
  const rig = engineRig();

  function declare(tasks: Record<string, object>): void {
    writeFiles(rig().workspace, { 'lanekeeper.json': JSON.stringify({ tasks }) });
  }

  const place = () => ({ root: rig().workspace });
  const here = (file: string) => path.join(rig().workspace, file);
  const write = (file: string, text = '') => {
    writeFileSync(here(file), text);
  };

  async function read(engine: Engine = rig().engine): Promise<(name: string) => GraphTask> {
    const tasks = (await engine.graph.load(place())).read();
    return (name) => tasks.find((task) => task.name === name) ?? assert.fail(`no task ${name}`);
  }

  it('are those that are declared and those that are found, with where they stand', async () => {
    declare({
      make: { command: 'cat in > out; echo made', inputs: ['in'], outputs: ['out'] },
      bad: { command: 'echo no; exit 3', dependsOn: ['make'] },
    });
    write('package.json', JSON.stringify({ scripts: { check: 'true' } }));
    write('in', 'a');
    const { engine } = rig();
    const before = await read();
    assert.deepEqual(
      ['make', 'bad', 'check'].map((name) => before(name).status),
      ['idle', 'idle', 'idle'],
    );
    assert.equal(before('check').declaration.source.file, 'package.json');
    await engine.graph.run({ place: place(), names: ['bad'] });
    const after = await read(await rig().open());
    assert.equal(after('make').status, 'done');
    assert.equal(after('make').cached, false);
    assert.ok((after('make').milliseconds ?? 0) > 0);
    assert.equal(after('make').expectedMilliseconds, after('make').milliseconds);
    assert.equal(readFileSync(after('make').log ?? '', 'utf8'), 'made\n');
    assert.match(after('bad').reason ?? '', /exit code 3/);
    assert.equal(readFileSync(after('bad').log ?? '', 'utf8'), 'no\n');
  });

  it('tell that their result was put back instead of made again', async () => {
    declare({ make: { command: 'cat in > out', inputs: ['in'], outputs: ['out'] } });
    const { engine } = rig();
    for (const input of ['a', 'b', 'a']) {
      write('in', input);
      await engine.graph.run({ place: place(), names: ['make'] });
    }
    assert.equal((await read())('make').cached, true);
  });

  it('tell while they run what they wait for, what they count and how far they are, to every process', async () => {
    declare({
      slow: { command: `: > up; ${until('go')}` },
      next: { command: 'true', dependsOn: ['slow'], priority: 0 },
      last: { command: 'true', dependsOn: ['next'] },
    });
    write('go');
    const { engine } = rig();
    await engine.graph.run({ place: place(), names: ['slow'] });
    const other = await rig().open();
    for (const file of ['go', 'up']) rmSync(here(file));
    const running = engine.graph.run({ place: place(), names: ['last'] });
    await eventually(() => existsSync(here('up')));
    const during = await read(other);
    assert.equal(during('slow').status, 'running');
    assert.ok((during('slow').progress ?? -1) >= 0);
    assert.deepEqual(
      [during('next').status, during('next').reason, during('next').priority],
      ['waiting', 'It waits for "slow".', 0],
    );
    assert.deepEqual(during('last').waitsFor, ['next']);
    assert.equal(await other.graph.raise(place(), 'next', 70), 1);
    const raised = await read(other);
    assert.deepEqual(
      ['slow', 'next', 'last'].map((name) => raised(name).priority),
      [70, 70, 50],
    );
    const told = rig().happened((event) => event.type === 'graph-task-raised');
    write('go');
    await running;
    assert.equal((await told).type, 'graph-task-raised');
    const after = await read(other);
    assert.deepEqual([after('next').priority, after('last').status], [0, 'done']);
  });

  it('are stopped in the very process that runs them, one by one or all', async () => {
    declare({ slow: { command: `: > up; ${until('go')}` }, other: { command: 'true' } });
    const { engine } = rig();
    const running = engine.graph.run({ place: place(), names: ['slow', 'other'] });
    await eventually(() => existsSync(here('up')));
    assert.equal(await engine.graph.cancel(place(), 'slow'), 1);
    const { run, states } = await running;
    assert.equal(run.status, 'cancelled');
    assert.equal(states.get('other')?.status, 'done');
    assert.equal(await engine.graph.cancel(place(), null), 0);
    assert.equal(await engine.graph.raise(place(), 'slow', 90), 0);
  });

  it('end, with all that they started, before those who began them go', async () => {
    declare({ slow: { command: `echo $$ > up; ${until('go')}` } });
    const { engine } = rig();
    const running = engine.graph.run({ place: place(), names: ['slow'] });
    await eventually(() => existsSync(here('up')) && readFileSync(here('up'), 'utf8') !== '');
    await engine.graph.end();
    assert.equal((await running).run.status, 'cancelled');
    const pid = Number(readFileSync(here('up'), 'utf8'));
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
  });

  it('that a killed process left running are ended by whoever opens the engine next', async () => {
    declare({ slow: { command: `echo $$ > up; ${until('go')}` } });
    const { workspace, environment } = rig();
    const runner = spawn(process.execPath, [cli, 'task', 'run', 'slow'], {
      cwd: workspace,
      env: environment,
    });
    await eventually(() => existsSync(here('up')) && readFileSync(here('up'), 'utf8') !== '');
    const pid = Number(readFileSync(here('up'), 'utf8'));
    const command = identify(pid);
    const gone = once(runner, 'exit');
    runner.kill('SIGKILL');
    await gone;
    assert.ok(command && isAlive(command));
    const engine = await rig().open();
    assert.equal(isAlive(command), false);
    assert.equal((await engine.graph.runs(place()))[0]?.status, 'interrupted');
    assert.equal((await read(engine))('slow').status, 'cancelled');
  });

  it('run in the environment of an agent, in its checkout', async () => {
    declare({ say: { command: 'echo $LANEKEEPER_AGENT > said' } });
    const { engine, workspace, ended } = rig();
    await engine.spawn({ id: 'dev-1', workspace, checkout: 'shared', command: ['true'] });
    await ended('dev-1');
    await engine.graph.run({ place: { agent: 'dev-1' }, names: ['say'] });
    assert.equal(readFileSync(here('said'), 'utf8'), 'dev-1\n');
    assert.equal((await read())('say').agent, 'dev-1');
  });

  it('are told what their own processes wait for, and not what the rest of the agent does', async function () {
    // Only Linux shows under which claim a process was started.
    if (process.platform !== 'linux') this.skip();
    declare({
      held: { command: `echo $$ > up; ${until('go')}` },
      other: { command: `: > up2; ${until('go')}` },
    });
    const { engine, workspace, ended } = rig();
    await engine.spawn({ id: 'dev-1', workspace, checkout: 'shared', command: ['true'] });
    await ended('dev-1');
    const running = engine.graph.run({ place: { agent: 'dev-1' }, names: ['held', 'other'] });
    await eventually(() => existsSync(here('up2')) && existsSync(here('up')));
    await eventually(() => readFileSync(here('up'), 'utf8') !== '');
    const pid = Number(readFileSync(here('up'), 'utf8'));
    const store = new Store(engine.location.database);
    try {
      for (const waiter of [pid, process.pid]) {
        await store.write((transaction) => {
          openContention(transaction, {
            agent: 'dev-1',
            holder: null,
            waiter: { pid: waiter, command: 'sh' },
            finding,
          });
        });
      }
    } finally {
      store.dispose();
    }
    const task = await read();
    assert.deepEqual(
      ['held', 'other'].map((name) => task(name).contention.map((each) => each.waiter?.pid)),
      [[pid], []],
    );
    write('go');
    await running;
    assert.deepEqual((await read())('held').contention, []);
  });

  it('tell of contention and caches of their agent by what they print', async () => {
    declare({
      locked: {
        command: `echo '    Blocking waiting for file lock on build directory' >&2; : > up; ${until('go')}`,
      },
      installed: {
        command: `printf '%s\\n' 'Progress: resolved 3, reused 2, downloaded 1, added 3, done'`,
      },
    });
    const { engine, workspace, ended } = rig();
    await engine.spawn({ id: 'dev-1', workspace, checkout: 'shared', command: ['true'] });
    await ended('dev-1');
    const running = engine.graph.run({ place: { agent: 'dev-1' }, names: ['locked', 'installed'] });
    await rig().happened((event) => event.type === 'contention-opened' && event.agent === 'dev-1');
    assert.equal(engine.contention('dev-1').open[0]?.finding.tool, 'cargo');
    write('go');
    await running;
    assert.deepEqual(engine.contention('dev-1').open, []);
    assert.equal(engine.contention('dev-1').closed.length, 1);
    const [count] = engine.lookups('dev-1');
    assert.deepEqual([count?.cache, count?.hits, count?.misses], ['pnpm', 2, 1]);
  });

  it('say why they would run', async () => {
    declare({ make: { command: 'true', inputs: ['in'] } });
    const { verdict, reasons } = await rig().engine.graph.explain(place(), 'make');
    assert.equal(verdict, 'due');
    assert.match(reasons.join(' '), /has not been done/);
  });
});
