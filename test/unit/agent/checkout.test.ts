import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { listPortBlocks } from '../../../src/core/resource/port-blocks.ts';
import { Store } from '../../../src/core/store/store.ts';
import { makeRepository, runGit, writeFiles } from '../git-repository.ts';
import { requireTool } from '../required-tool.ts';
import { assertRefused, engineRig } from './engine-rig.ts';

describe('the checkout of an agent', () => {
  const rig = engineRig();

  const top = (): string => realpathSync(rig().workspace);
  const settings = (steps: object): void => {
    writeFiles(top(), { '.lanekeeper/config.json': JSON.stringify(steps) });
  };
  const log = async (id: string): Promise<string> =>
    (await rig().engine.readLogTail(id, 100_000)).toString();
  const tasks = (id: string) =>
    rig()
      .engine.tasks(id)
      .map(({ name, status, stage }) => ({ name, status, stage }));
  const spawn = (
    id: string,
    part: Partial<Parameters<ReturnType<typeof rig>['engine']['spawn']>[0]> = {},
  ) =>
    rig().engine.spawn({
      id,
      workspace: top(),
      checkout: 'worktree',
      command: ['sh', '-c', 'echo main'],
      ...part,
    });

  beforeEach(async function () {
    await requireTool(this, 'git');
    makeRepository(rig().workspace, { file: 'committed', '.gitignore': '.env\nmarks\n' });
  });

  describe('with steps', () => {
    it('is set up before its command, in its environment, one step after the other', async () => {
      settings({ setup: ['echo "one $AGENT_ID" >> marks', 'echo "two $PWD" >> marks'] });
      await spawn('a', { setup: 'agree', command: ['cat', 'marks'] });
      const agent = await rig().ended('a');
      assert.equal(agent.status, 'done', agent.statusReason ?? '');
      const marks = readFileSync(path.join(agent.path, 'marks'), 'utf8');
      assert.equal(marks, `one a\ntwo ${agent.path}\n`);
      assert.deepEqual(tasks('a'), [
        { name: 'Setup: echo "one $AGENT_ID" >> marks', status: 'done', stage: 'setup' },
        { name: 'Setup: echo "two $PWD" >> marks', status: 'done', stage: 'setup' },
        { name: 'auto', status: 'done', stage: undefined },
      ]);
      assert.equal(existsSync(path.join(top(), 'marks')), false);
    });

    it('runs none of them that nobody agreed to, makes nothing, and names the cure', async () => {
      settings({ setup: ['touch "$HOME/ran"', 'second'] });
      const { engine, home } = rig();
      await assertRefused(spawn('a'), 'setup-not-agreed', /2 steps.*touch/);
      assert.deepEqual(engine.listAgents(), []);
      assert.equal(existsSync(path.join(home, 'worktrees')), false);
    });

    it('remembers the agreement, and asks again when a step or its script changes', async () => {
      settings({ setup: ['sh ./prepare.sh'] });
      writeFiles(top(), { 'prepare.sh': 'echo prepared' });
      runGit(top(), 'add', '--all');
      runGit(top(), 'commit', '--quiet', '--message=Steps');
      await spawn('a', { setup: 'agree' });
      await spawn('b');
      await rig().ended('b');
      assert.match(await log('b'), /prepared/);
      writeFiles(top(), { 'prepare.sh': 'echo changed' });
      await assertRefused(spawn('c'), 'setup-not-agreed');
      writeFiles(top(), { 'prepare.sh': 'echo prepared' });
      await spawn('d');
      settings({ setup: ['sh ./prepare.sh '] });
      await assertRefused(spawn('e'), 'setup-not-agreed');
      await rig().ended('d');
    });

    it('can do without them', async () => {
      settings({ setup: ['exit 9'] });
      await spawn('a', { setup: 'skip' });
      assert.equal((await rig().ended('a')).status, 'done');
      assert.deepEqual(tasks('a').length, 1);
    });

    it('does not even read them for a shared checkout', async () => {
      writeFiles(top(), { '.superset/config.json': 'broken' });
      await spawn('a', { checkout: 'shared' });
      assert.equal((await rig().ended('a')).status, 'done');
      await assertRefused(spawn('b'), 'configuration-invalid', /superset/);
    });

    it('fails with the step that fails, and its command does not run', async () => {
      settings({ setup: ['echo before', 'echo oops >&2; exit 3'] });
      await spawn('a', { setup: 'agree' });
      const agent = await rig().ended('a');
      assert.deepEqual([agent.status, agent.exitCode], ['failed', 3]);
      assert.match(agent.statusReason ?? '', /Its step "Setup: echo oops.*exit code 3/);
      assert.deepEqual(
        tasks('a').map(({ status }) => status),
        ['done', 'failed', 'stopped'],
      );
      assert.match(await log('a'), /oops/);
      assert.doesNotMatch(await log('a'), /\bmain\r?\n$/);
    });

    it('stops a step that takes too long, with all that it started', async () => {
      settings({ setup: [{ run: 'echo begun; sleep 1000 & wait', timeoutSeconds: 0.5 }] });
      await spawn('a', { setup: 'agree' });
      const agent = await rig().ended('a');
      assert.equal(agent.status, 'failed');
      assert.match(agent.statusReason ?? '', /took longer than the 0\.5 s/);
      assert.match(await log('a'), /begun[^]*It was stopped/);
      const left = rig().engine.processes('a');
      assert.deepEqual(
        left.filter(({ name }) => name === 'sleep'),
        [],
      );
    });

    it('has a step stopped when the agent is stopped', async () => {
      settings({ setup: ['sleep 1000'] });
      await spawn('a', { setup: 'agree' });
      await rig().happened(
        (event) => event.type === 'task-changed' && event.task.status === 'running',
      );
      const agent = await rig().engine.stop('a');
      assert.equal(agent.status, 'stopped');
      assert.deepEqual(
        tasks('a').map(({ status }) => status),
        ['stopped', 'stopped'],
      );
      assert.deepEqual(rig().engine.processes('a'), []);
    });

    it('is set up once: a restart runs only what was not done', async () => {
      settings({ setup: ['echo once >> marks', 'test -e "$HOME_OF_TEST/allowed" || exit 4'] });
      // The environment of the test is the agent's.
      rig().environment['HOME_OF_TEST'] = rig().home;
      await spawn('a', { setup: 'agree' });
      assert.equal((await rig().ended('a')).status, 'failed');
      writeFileSync(path.join(rig().home, 'allowed'), '');
      await rig().engine.restart('a');
      assert.equal((await rig().ended('a')).status, 'done');
      await rig().engine.restart('a');
      const agent = await rig().ended('a');
      assert.equal(readFileSync(path.join(agent.path, 'marks'), 'utf8'), 'once\n');
    });

    it('gives the steps of another program the variables that they expect', async () => {
      writeFiles(top(), {
        'conductor.json': JSON.stringify({
          scripts: {
            setup: 'echo "$CONDUCTOR_ROOT_PATH|$CONDUCTOR_WORKSPACE_PATH|$CONDUCTOR_PORT" > marks',
          },
        }),
      });
      const { path: place, ports } = await spawn('a', { setup: 'agree' });
      await rig().ended('a');
      const marks = readFileSync(path.join(place, 'marks'), 'utf8');
      assert.equal(marks, `${top()}|${place}|${String(ports[0])}\n`);
    });

    it('shows no secret that a step prints, in the log or in the database', async () => {
      const secret = 'ghp_ThisIsVerySecret0123';
      rig().environment['DEPLOY_TOKEN'] = secret;
      settings({
        setup: [
          `printf '%s' "\${DEPLOY_TOKEN%%0123}"; sleep 0.2; echo 0123; echo "$DEPLOY_TOKEN" >&2`,
        ],
      });
      await spawn('a', { setup: 'agree', command: ['sh', '-c', 'echo "main $DEPLOY_TOKEN"'] });
      await rig().ended('a');
      const text = await log('a');
      assert.match(text, /\*\*\*/);
      assert.match(text, /main \*\*\*/);
      assert.ok(!text.includes(secret), text);
      for (const name of ['lanekeeper.db', 'lanekeeper.db-wal']) {
        const file = path.join(rig().home, name);
        if (existsSync(file)) assert.equal(readFileSync(file).includes(secret), false, name);
      }
    });

    describe('before it goes', () => {
      const clean = (id: string, dryRun = false) => rig().engine.clean(id, { dryRun });
      const outside = (): string => path.join(rig().home, 'outside');

      it('is cleared up in its own environment', async () => {
        rig().environment['OUTSIDE'] = outside();
        settings({ setup: ['true'], teardown: ['echo "$AGENT_ID $PWD" > "$OUTSIDE"'] });
        const { path: place } = await spawn('a', { setup: 'agree' });
        await rig().ended('a');
        const [planned] = (await clean('a', true)).teardown;
        assert.equal(planned?.result, 'planned');
        assert.equal(existsSync(outside()), false);
        const { teardown, kept } = await clean('a');
        assert.deepEqual([teardown.map(({ result }) => result), kept], [['done'], []]);
        assert.equal(readFileSync(outside(), 'utf8'), `a ${place}\n`);
        assert.equal(existsSync(place), false);
      });

      it('goes also when a step fails or takes too long, and the report says so', async () => {
        settings({
          teardown: [
            'exit 6',
            { run: 'sleep 1000', timeoutSeconds: 0.3 },
            ['no-such-program-here'],
            'true',
          ],
        });
        const { path: place } = await spawn('a', { setup: 'agree' });
        await rig().ended('a');
        const { teardown, kept } = await clean('a');
        assert.deepEqual(
          teardown.map(({ result }) => result),
          ['failed', 'failed', 'failed', 'done'],
        );
        assert.match(teardown[0]?.reason ?? '', /exit code 6/);
        assert.match(teardown[1]?.reason ?? '', /longer than the 0\.3 s/);
        assert.match(teardown[2]?.reason ?? '', /not found/);
        assert.deepEqual(kept, []);
        assert.equal(existsSync(place), false);
      });

      it('is not cleared up while it stays, nor once the agreement was taken back', async () => {
        rig().environment['OUTSIDE'] = outside();
        settings({ teardown: ['touch "$OUTSIDE"'] });
        const { path: place } = await spawn('a', { setup: 'agree' });
        await rig().ended('a');
        writeFiles(place, { 'work.txt': 'nowhere else' });
        const held = await clean('a', true);
        assert.match(held.teardown[0]?.reason ?? '', /worktree stays.*uncommitted/);
        await rig().engine.revokeSetup(top());
        runGit(place, 'clean', '-fdq');
        const { teardown } = await clean('a');
        assert.deepEqual(
          teardown.map(({ result, reason }) => [result, reason]),
          [['skipped', 'The agreement to it was taken back.']],
        );
        assert.equal(existsSync(outside()), false);
        assert.equal(existsSync(place), false);
      });

      it('stays when clean-up is interrupted in a step', async () => {
        settings({ teardown: ['sleep 1000'] });
        const { path: place } = await spawn('a', { setup: 'agree' });
        await rig().ended('a');
        const stop = new AbortController();
        const cleaning = rig().engine.clean('a', { dryRun: false, signal: stop.signal });
        await rig().happened(
          (event) =>
            event.type === 'task-changed' &&
            event.task.stage === 'teardown' &&
            event.task.status === 'running',
        );
        stop.abort();
        await assertRefused(cleaning, 'interrupted');
        assert.ok(existsSync(place));
        assert.deepEqual(
          rig()
            .engine.processes('a')
            .filter(({ name }) => name === 'sleep'),
          [],
        );
      });
    });

    describe('of an agent in a terminal', () => {
      it('is ready before the terminal is', async () => {
        settings({ setup: ['echo ready > marks'] });
        const said: string[] = [];
        const agent = await spawn('a', {
          setup: 'agree',
          command: [],
          interactive: true,
          onProgress: (message) => said.push(message),
        });
        assert.equal(readFileSync(path.join(agent.path, 'marks'), 'utf8'), 'ready\n');
        assert.deepEqual([agent.status, agent.process], ['starting', null]);
        assert.ok(said.includes('Checking out a worktree'));
        await rig().engine.attachTerminal('a', process.pid);
        assert.equal(rig().engine.findAgent('a').status, 'idle');
        await rig().engine.terminalClosed('a', 0);
      });

      it('fails the spawn when a step fails, and keeps the log', async () => {
        settings({ setup: ['echo nope; exit 5'] });
        const spawning = spawn('a', { setup: 'agree', command: [], interactive: true });
        await assertRefused(spawning, 'setup-failed', /exit code 5/);
        assert.equal(rig().engine.findAgent('a').status, 'failed');
        assert.match(await log('a'), /nope/);
      });

      it('is gone when the spawn is cancelled while a step runs', async () => {
        settings({ setup: ['sleep 1000'] });
        const stop = new AbortController();
        const spawning = spawn('a', {
          setup: 'agree',
          command: [],
          interactive: true,
          signal: stop.signal,
        });
        await rig().happened(
          (event) => event.type === 'task-changed' && event.task.status === 'running',
        );
        stop.abort();
        await assert.rejects(spawning);
        assert.deepEqual(rig().engine.listAgents(), []);
      });
    });
  });

  it('has the ignored files that .worktreeinclude names, told in the log and among the tasks', async () => {
    writeFiles(top(), { '.env': 'A=1', '.worktreeinclude': '.env\n' });
    const agent = await spawn('a', { command: ['cat', '.env'] });
    await rig().ended('a');
    assert.match(await log('a'), /Copied 1 file, 3 B, that \.worktreeinclude names\.[^]*A=1/);
    assert.deepEqual(tasks('a')[0], {
      name: 'Copy .worktreeinclude',
      status: 'done',
      stage: 'include',
    });
    assert.equal(runGit(agent.path, 'status', '--porcelain'), '');
    await rig().engine.restart('a');
    assert.equal((await rig().ended('a')).status, 'done');
    assert.equal(tasks('a').filter(({ stage }) => stage === 'include').length, 1);
  });

  it('is taken back when .worktreeinclude names too much', async () => {
    const engine = await rig().open({ worktreeInclude: { maxFiles: 0 } });
    writeFiles(top(), { '.env': 'A=1', '.worktreeinclude': '.env\n' });
    const request = { id: 'a', workspace: top(), checkout: 'worktree', command: ['true'] } as const;
    await assertRefused(engine.spawn(request), 'input-too-large');
    assert.deepEqual(engine.listAgents(), []);
    assert.equal(runGit(top(), 'worktree', 'list').trim().split('\n').length, 1);
  });

  describe('that exists already', () => {
    const other = (): string => path.join(path.dirname(top()), 'other tree');

    beforeEach(() => {
      runGit(top(), 'worktree', 'add', '--quiet', '-b', 'mine', other());
    });

    it('is used when it is named, and never deleted', async () => {
      const { engine } = rig();
      const agent = await spawn('a', { path: other(), command: ['sh', '-c', 'echo x > left'] });
      assert.deepEqual(
        [agent.checkout, agent.path, agent.adopted, agent.workspace],
        ['worktree', other(), true, top()],
      );
      await rig().ended('a');
      const report = await engine.clean('a', { dryRun: false });
      assert.deepEqual(report.kept, []);
      assert.deepEqual(engine.listAgents(), []);
      assert.equal(readFileSync(path.join(other(), 'left'), 'utf8'), 'x\n');
      assert.equal(runGit(other(), 'branch', '--show-current'), 'mine\n');
    });

    it('is used when it is the workspace', async () => {
      const agent = await spawn('a', { workspace: other() });
      assert.deepEqual([agent.path, agent.adopted], [other(), true]);
      await rig().ended('a');
    });

    it('is not shared: the next agent in it gets a worktree of its own, or is refused', async () => {
      await spawn('a', { workspace: other(), command: ['sleep', '1000'] });
      const second = await spawn('b', { workspace: other() });
      assert.equal(second.adopted, undefined);
      assert.notEqual(second.path, other());
      await assertRefused(
        spawn('c', { path: other() }),
        'checkout-failed',
        /agent "a" works in it/,
      );
      await rig().engine.stop('a');
      await spawn('c', { path: other() });
      await rig().ended('c');
    });

    it('goes to one of two that want it at once', async () => {
      const second = await rig().open();
      const request = { path: other(), workspace: top(), command: ['sleep', '1000'] };
      const outcomes = await Promise.allSettled([
        rig().engine.spawn({ ...request, id: 'a' }),
        second.spawn({ ...request, id: 'b' }),
      ]);
      assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    });

    it('is not that of another agent', async () => {
      const first = await spawn('a');
      await assertRefused(spawn('b', { path: first.path }), 'checkout-failed', /another agent/);
      const inner = await spawn('c', { workspace: first.path });
      assert.equal(inner.adopted, undefined);
      await rig().ended('c');
    });

    it('is refused where it is none, or of another repository', async () => {
      await assertRefused(spawn('a', { path: top() }), 'checkout-failed', /git worktree add/);
      await assertRefused(spawn('a', { path: '/no/such/folder' }), 'directory-missing');
      const foreign = path.join(path.dirname(top()), 'foreign');
      makeRepository(foreign, { x: '' });
      runGit(foreign, 'worktree', 'add', '--quiet', `${foreign}-tree`);
      await assertRefused(
        spawn('a', { path: `${foreign}-tree` }),
        'checkout-failed',
        /not of the repository/,
      );
      await assertRefused(spawn('a', { path: other(), checkout: 'shared' }), 'usage');
      assert.deepEqual(rig().engine.listAgents(), []);
    });
  });

  it('comes with ports of its own, kept over a restart and given back by clean-up', async () => {
    const { engine, home } = rig();
    const a = await spawn('a', {
      checkout: 'shared',
      command: ['sh', '-c', 'echo "$LANEKEEPER_PORT_BASE $PORT0 $PORT9 $LANEKEEPER_PORT_COUNT"'],
    });
    const b = await spawn('b', { checkout: 'shared' });
    assert.equal(a.ports.length, 10);
    assert.equal(a.ports.filter((port) => b.ports.includes(port)).length, 0);
    await rig().ended('a');
    const [first, last] = [a.ports[0], a.ports[9]].map(String);
    assert.match(await log('a'), new RegExp(`${first ?? ''} ${first ?? ''} ${last ?? ''} 10`));
    await engine.restart('a');
    assert.deepEqual((await rig().ended('a')).ports, a.ports);
    await rig().ended('b');
    await engine.clean('a', { dryRun: false });
    const store = new Store(path.join(home, 'lanekeeper.db'));
    assert.deepEqual(
      listPortBlocks(store).map(({ agent }) => agent),
      ['b'],
    );
    store.dispose();
  });

  it('is refused with the cure where there is no git', async () => {
    const { engine, home } = rig();
    const plain = path.join(home, 'plain');
    execFileSync('mkdir', [plain]);
    const request = { workspace: plain, checkout: 'worktree', command: ['true'] } as const;
    await assertRefused(engine.spawn(request), 'checkout-failed', /not in a git repository/);
  });
});
