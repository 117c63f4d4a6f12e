import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { listPortBlocks } from '../../../../src/core/resource/port-blocks.ts';
import { Store } from '../../../../src/core/store/store.ts';
import { makeRepository, runGit, writeFiles } from '../../git-repository.ts';
import { checkoutRig } from '../checkout-rig.ts';
import { assertRefused } from '../engine-rig.ts';

describe('the checkout of an agent', () => {
  const { rig, top, log, tasks, spawn } = checkoutRig();

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

    it('is offered until an agent works in it, beside those that agents were given', async () => {
      const { engine } = rig();
      assert.deepEqual(await engine.worktrees(top()), [
        { path: other(), branch: 'mine', obstacle: null },
      ]);
      const made = await spawn('made');
      await spawn('adopter', { path: other(), command: ['sleep', '1000'] });
      const obstacles = new Map(
        (await engine.worktrees(top())).map(({ path: place, obstacle }) => [place, obstacle]),
      );
      assert.equal(obstacles.get(other()), 'agent "adopter" works in it');
      assert.match(obstacles.get(made.path) ?? '', /agent/);
      assert.equal(obstacles.size, 2);
      await engine.stop('adopter');
      await rig().ended('made');
      const after = await engine.worktrees(top());
      assert.equal(after.find(({ path: place }) => place === other())?.obstacle, null);
      const own = after.find(({ path: place }) => place === made.path);
      assert.equal(own?.obstacle, 'Lanekeeper made it for another agent');
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
    mkdirSync(plain);
    const request = { workspace: plain, checkout: 'worktree', command: ['true'] } as const;
    await assertRefused(engine.spawn(request), 'checkout-failed', /not in a git repository/);
  });
});
