import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { Agent } from '../../../src/core/agent/agent.ts';
import type { Engine } from '../../../src/core/engine.ts';
import { identify, isAlive, type ProcessIdentity } from '../../../src/core/process/identity.ts';
import { assertRefused, cli, engineRig } from './engine-rig.ts';

/** Resolves once the agent has printed `word` on a line of its own. */
async function printed(engine: Engine, id: string, word: string): Promise<void> {
  const controller = new AbortController();
  let text = '';
  for await (const chunk of engine.followLog(id, controller.signal)) {
    text += Buffer.from(chunk).toString();
    if (text.split(/\r?\n/).includes(word)) break;
  }
  controller.abort();
}

function supervisorOf(agent: Agent): ProcessIdentity {
  return agent.process ?? assert.fail('the agent has no process');
}

describe('an agent that runs', () => {
  const rig = engineRig();

  it('is stopped with everything it started, even what ignores every polite signal', async () => {
    const { engine, workspace } = rig();
    await engine.spawn({
      id: 'deaf',
      workspace,
      command: ['sh', '-c', 'trap "" INT TERM; sleep 1000 & echo ready; wait; sleep 1000'],
    });
    await printed(engine, 'deaf', 'ready');
    const before = engine.processes('deaf').map(({ pid }) => pid);
    assert.ok(before.length >= 3, `supervisor, shell and sleep: ${before.join(' ')}`);
    const stopped = await engine.stop('deaf');
    assert.equal(stopped.status, 'stopped');
    assert.deepEqual(engine.processes('deaf'), []);
    assert.equal(engine.tasks('deaf')[0]?.status, 'stopped');
  });

  it('outlives the process that spawned it, and its exit code is recorded', async () => {
    const { engine, workspace, environment, ended } = rig();
    const go = path.join(workspace, 'go');
    execFileSync('mkfifo', [go]);
    const json = execFileSync(
      process.execPath,
      [cli, 'spawn', '--id', 'kept', '--json', '--', 'sh', '-c', 'echo ready; read x < go; exit 3'],
      { cwd: workspace, env: environment, encoding: 'utf8' },
    );
    assert.equal(z.object({ status: z.string() }).parse(JSON.parse(json)).status, 'running');
    await printed(engine, 'kept', 'ready');
    writeFileSync(go, 'on\n');
    const { status, exitCode } = await ended('kept');
    assert.deepEqual({ status, exitCode }, { status: 'failed', exitCode: 3 });
  });

  it('is never given up while any of its processes lives, and is lost when none does', async () => {
    const { engine, workspace, happened } = rig();
    await engine.spawn({
      id: 'orphan',
      workspace,
      command: ['sh', '-c', 'echo ready; sleep 1000'],
    });
    await printed(engine, 'orphan', 'ready');
    const supervisor = supervisorOf(engine.findAgent('orphan'));
    process.kill(supervisor.pid, 'SIGKILL');
    while (isAlive(supervisor)) await new Promise(setImmediate);
    await engine.reconcile();
    const orphan = engine.findAgent('orphan');
    assert.equal(orphan.status, 'running');
    assert.match(orphan.statusReason ?? '', /supervisor is gone/);
    for (const { pid } of engine.processes('orphan')) process.kill(pid, 'SIGKILL');
    while (engine.processes('orphan').length > 0) await new Promise(setImmediate);
    await engine.reconcile();
    assert.equal(engine.findAgent('orphan').status, 'lost');
    assert.ok(
      await happened((event) => event.type === 'agent-status-changed' && event.status === 'lost'),
    );
  });

  it('can be stopped when its supervisor is gone', async () => {
    const { engine, workspace } = rig();
    await engine.spawn({
      id: 'orphan',
      workspace,
      command: ['sh', '-c', 'echo ready; sleep 1000'],
    });
    await printed(engine, 'orphan', 'ready');
    const supervisor = supervisorOf(engine.findAgent('orphan'));
    process.kill(supervisor.pid, 'SIGKILL');
    while (isAlive(supervisor)) await new Promise(setImmediate);
    assert.equal((await engine.stop('orphan')).status, 'stopped');
    assert.deepEqual(engine.processes('orphan'), []);
  });

  it('tells of a daemon that its command left behind, and clean-up refuses until it is stopped', async () => {
    const { engine, workspace, ended, happened } = rig();
    await engine.spawn({
      id: 'daemon',
      workspace,
      command: ['sh', '-c', '(setsid sleep 1000 >/dev/null 2>&1 &) ; exit 0'],
    });
    const agent = await ended('daemon');
    assert.equal(agent.status, 'done');
    assert.match(agent.statusReason ?? '', /1 of its processes still run/);
    await happened((event) => event.type === 'processes-left-behind');
    await assertRefused(engine.clean('daemon', { dryRun: false }), 'agent-running');
    await engine.clean('daemon', { dryRun: false, stopFirst: true });
    assert.deepEqual(engine.listAgents(), []);
  });

  it('runs again after a restart, in the same namespace', async () => {
    const { engine, workspace, ended } = rig();
    await engine.spawn({ id: 'again', workspace, command: ['sh', '-c', 'echo once; exit 1'] });
    const first = await ended('again');
    await engine.restart('again');
    const second = await ended('again');
    assert.equal(second.namespace, first.namespace);
    assert.equal(engine.tasks('again').length, 2);
    const log = (await engine.readLogTail('again', 10_000)).toString();
    assert.equal(log.match(/once\r?\n/g)?.length, 2);
  });

  it('cannot be restarted before it has ended', async () => {
    const { engine, workspace } = rig();
    await engine.spawn({ id: 'busy', workspace, command: ['sleep', '1000'] });
    await assertRefused(engine.restart('busy'), 'agent-running');
  });

  it('cannot be stopped twice', async () => {
    const { engine, workspace, ended } = rig();
    await engine.spawn({ id: 'short', workspace, command: ['true'] });
    await ended('short');
    await assertRefused(engine.stop('short'), 'agent-not-running');
  });
});

describe('cleaning an agent', () => {
  const rig = engineRig();

  it('refuses while it runs, says what would go, and removes all of it once it ended', async () => {
    const { engine, workspace, home } = rig();
    await engine.spawn({
      id: 'work',
      workspace,
      command: ['sh', '-c', 'cd "$TMPDIR"; head -c 100000 /dev/zero > big; echo ready; sleep 1000'],
    });
    await printed(engine, 'work', 'ready');
    for (const dryRun of [true, false])
      await assertRefused(engine.clean('work', { dryRun }), 'agent-running');
    const { roots } = engine.findAgent('work');
    const paths = (entries: readonly { path: string }[]) =>
      entries.map(({ path: at }) => at).sort();
    const planned = await engine.clean('work', { dryRun: true, stopFirst: true });
    assert.deepEqual(planned.kept, []);
    assert.deepEqual(paths(planned.removed), paths(roots));
    assert.ok(planned.bytes >= 100_000);
    assert.equal(engine.findAgent('work').status, 'running');
    await engine.stop('work');
    const dry = await engine.clean('work', { dryRun: true });
    assert.equal(dry.dryRun, true);
    assert.ok(dry.bytes >= 100_000);
    assert.ok(roots.every(({ path: root }) => existsSync(root)));
    const report = await engine.clean('work', { dryRun: false });
    assert.deepEqual(report.kept, []);
    assert.deepEqual(paths(report.removed), paths(roots));
    assert.ok(roots.every(({ path: root }) => !existsSync(root)));
    assert.deepEqual(engine.listAgents(), []);
    assert.ok(existsSync(home));
  });

  it('waits for the supervisor of an agent that has just ended, and does not take it for a process of its', async () => {
    const { engine, workspace, home, ended } = rig();
    await engine.spawn({ id: 'over', workspace, command: ['true'] });
    const { uid } = await ended('over');
    const leaving = spawn('cat', { env: { ...process.env, LANEKEEPER_AGENT_UID: uid } });
    await once(leaving, 'spawn');
    const database = new DatabaseSync(path.join(home, 'lanekeeper.db'));
    database
      .prepare("UPDATE agents SET document = json_set(document, '$.process', json(?))")
      .run(JSON.stringify(identify(leaving.pid ?? 0)));
    database.close();
    const cleaning = engine.clean('over', { dryRun: false });
    leaving.stdin.end();
    assert.equal((await cleaning).removed.length, 2);
    assert.deepEqual(engine.listAgents(), []);
  });

  it('is done once when two windows ask at the same moment', async () => {
    const { engine, workspace, open, ended } = rig();
    const other = await open();
    await engine.spawn({ id: 'both', workspace, command: ['sh', '-c', 'echo x > "$TMPDIR/x"'] });
    const { roots } = await ended('both');
    const reports = await Promise.allSettled([
      engine.clean('both', { dryRun: false }),
      other.clean('both', { dryRun: false }),
    ]);
    const removed = reports.flatMap((report) =>
      report.status === 'fulfilled' ? report.value.removed.map(({ path: root }) => root) : [],
    );
    assert.deepEqual([...new Set(removed)].sort(), roots.map(({ path: root }) => root).sort());
    assert.equal(removed.length, roots.length, 'something was reported as removed twice');
    assert.deepEqual(engine.listAgents(), []);
  });
});

describe('contention in what an agent prints', () => {
  const rig = engineRig();

  it('is open while the process waits and closed when it goes on', async () => {
    const { engine, workspace, happened } = rig();
    const go = path.join(workspace, 'go');
    execFileSync('mkfifo', [go]);
    await engine.spawn({
      id: 'waiter',
      workspace,
      command: [
        'sh',
        '-c',
        'echo "waiting to take filesystem lock on build directory..." >&2; read x < go; echo "   Compiling app v0.1.0 (/w)" >&2; sleep 1000',
      ],
    });
    const opened = await happened((event) => event.type === 'contention-opened');
    assert.ok(opened.type === 'contention-opened');
    assert.equal(opened.contention.finding.resource, 'build directory');
    assert.equal(engine.contention('waiter').open.length, 1);
    const { status, statusReason } = engine.findAgent('waiter');
    assert.deepEqual([status, statusReason], ['waiting', 'Waits for build directory.']);
    writeFileSync(go, 'on\n');
    await happened((event) => event.type === 'contention-closed');
    const { open, closed } = engine.contention('waiter');
    assert.equal(open.length, 0);
    assert.equal(closed.length, 1);
    const after = engine.findAgent('waiter');
    assert.deepEqual([after.status, after.statusReason], ['running', null]);
  });
});
