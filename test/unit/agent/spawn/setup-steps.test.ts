import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runGit, writeFiles } from '../../git-repository.ts';
import { checkoutRig } from '../checkout-rig.ts';
import { assertRefused } from '../engine-rig.ts';

describe('the checkout of an agent', () => {
  const { rig, top, settings, log, tasks, spawn, commitAll } = checkoutRig();

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
        { name: 'cat marks', status: 'done', stage: undefined },
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
      commitAll();
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
});
