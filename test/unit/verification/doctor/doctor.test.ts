import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import type { Engine } from '../../../../src/core/engine.ts';
import type { DoctorReport } from '../../../../src/core/verification/doctor/doctor-check.ts';
import { doctorChecks } from '../../../../src/core/verification/doctor/doctor-checks.ts';
import { agentMarker } from '../../../../src/core/process/agent-marker.ts';
import { engineRig } from '../../agent/engine-rig.ts';
import { makeRepository, runGit } from '../../git-repository.ts';
import { eventually } from '../../process/programs.ts';
import { requireTool } from '../../required-tool.ts';

async function look(
  engine: Engine,
  workspace: string,
  id: string,
  fix = false,
): Promise<DoctorReport> {
  const reports = await engine.doctor({ workspace, fix });
  return reports.find((each) => each.id === id) ?? assert.fail(`no check ${id}`);
}

/** Long past the time that git takes for anything. */
function age(file: string): void {
  const past = new Date(Date.now() - 10 * 60_000);
  utimesSync(file, past, past);
}

describe('the doctor', () => {
  const rig = engineRig();

  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  it('looks at each of the four troubles, and says how it knows', async () => {
    const { engine, workspace } = rig();
    const reports = await engine.doctor({ workspace });
    assert.deepEqual(
      reports.map(({ id }) => id),
      doctorChecks.map(({ id }) => id),
    );
    assert.deepEqual(
      new Set(reports.map(({ stage }) => stage)),
      new Set(['locks', 'caches', 'resources', 'interference']),
    );
    for (const { id, stage, result, evidence, cure } of reports) {
      assert.ok(id.startsWith(`${stage}.`), id);
      assert.match(evidence, /\S\.$/, id);
      assert.equal(cure !== '', result === 'fail' || cure !== '', id);
      if (result === 'fail') assert.notEqual(cure, '', id);
    }
  });

  it('makes only the checks that are named, and refuses a name that there is not', async () => {
    const { engine, workspace } = rig();
    const checks = ['locks.stale-git', 'interference.database'];
    const reports = await engine.doctor({ workspace, checks });
    assert.deepEqual(
      reports.map(({ id }) => id),
      checks,
    );
    await assert.rejects(engine.doctor({ workspace, checks: ['locks.of-doors'] }), {
      code: 'input-invalid',
      message: 'The doctor has no check "locks.of-doors".',
    });
  });

  it('is interrupted while it looks, but not while it cures', async () => {
    const { engine, workspace } = rig();
    const stop = new AbortController();
    const looking = engine.doctor({ workspace, signal: stop.signal });
    stop.abort();
    await assert.rejects(looking, { code: 'interrupted' });
    const checks = ['locks.stale-git'];
    const cured = await engine.doctor({ workspace, checks, fix: true, signal: stop.signal });
    assert.equal(cured.length, 1);
  });

  it('finds a lock that a git left behind, and moves it aside when told to', async () => {
    const { engine, workspace } = rig();
    makeRepository(workspace, {});
    const lock = path.join(workspace, '.git', 'index.lock');
    writeFileSync(lock, 'half an index');
    assert.equal((await look(engine, workspace, 'locks.stale-git')).result, 'pass');
    age(lock);
    const found = await look(engine, workspace, 'locks.stale-git');
    assert.equal(found.result, 'fail', found.evidence);
    assert.match(found.evidence, /index\.lock is 10 min/);
    assert.ok(found.fixable);
    assert.ok(existsSync(lock), 'only looked at');
    const cured = await look(engine, workspace, 'locks.stale-git', true);
    assert.equal(cured.result, 'pass');
    assert.match(cured.fixed.join(), /Moved .*index\.lock to .*index\.lock\.stale/);
    assert.equal(readFileSync(`${lock}.stale`, 'utf8'), 'half an index');
  });

  it('leaves a lock alone while a git is at work in the repository', async () => {
    const { engine, workspace } = rig();
    makeRepository(workspace, {});
    const lock = path.join(workspace, '.git', 'index.lock');
    writeFileSync(lock, '');
    age(lock);
    const git = spawn('git', ['cat-file', '--batch'], { cwd: workspace });
    try {
      git.stdin.write('HEAD\n');
      await once(git.stdout, 'data');
      const found = await look(engine, workspace, 'locks.stale-git', true);
      assert.equal(found.result, 'unknown', found.evidence);
      assert.ok(found.evidence.includes(String(git.pid)), found.evidence);
      assert.ok(existsSync(lock));
    } finally {
      git.stdin.end();
      await once(git, 'exit');
    }
  });

  it('finds a target directory that all checkouts share, in the shell and in cargo’s settings', async () => {
    const { engine, workspace } = rig();
    assert.notEqual((await look(engine, workspace, 'locks.shared-target')).evidence, '');
    mkdirSync(path.join(workspace, '.cargo'));
    writeFileSync(
      path.join(workspace, '.cargo', 'config.toml'),
      '[build]\ntarget-dir = "/everybody/target"\n',
    );
    const found = await look(engine, workspace, 'locks.shared-target');
    assert.equal(found.result, 'fail');
    assert.match(found.evidence, /sends every build to \/everybody\/target/);
    assert.equal(found.fixable, false, 'the user’s settings are the user’s');
  });

  it('finds what outlived its agent', async () => {
    const { engine, workspace, home } = rig();
    const uid = '11111111-2222-4333-8444-555555555555';
    const orphan = spawn('/bin/sleep', ['1000'], {
      env: { LANEKEEPER_HOME: home, [agentMarker]: uid },
    });
    await once(orphan, 'spawn');
    try {
      const found = await look(engine, workspace, 'interference.orphans', true);
      assert.equal(found.result, 'fail', found.evidence);
      assert.ok(found.evidence.includes(`sleep (${String(orphan.pid)})`), found.evidence);
      assert.ok(found.cure.includes(`kill ${String(orphan.pid)}`), found.cure);
      assert.equal(orphan.exitCode, null, 'nothing was ended');
    } finally {
      orphan.kill();
      await once(orphan, 'exit');
    }
  });

  it('says nothing of what outlived an agent of another state directory', async () => {
    const { engine, workspace } = rig();
    const other = spawn('/bin/sleep', ['1000'], {
      env: { [agentMarker]: '22222222-2222-4333-8444-555555555555', LANEKEEPER_HOME: '/elsewhere' },
    });
    await once(other, 'spawn');
    try {
      const found = await look(engine, workspace, 'interference.orphans');
      assert.equal(found.result, 'pass', found.evidence);
    } finally {
      other.kill();
      await once(other, 'exit');
    }
  });

  it('finds another program on a port of an agent', async () => {
    const { engine, workspace, ended } = rig();
    await engine.spawn({ id: 'server', workspace, command: ['true'] });
    const [port] = (await ended('server')).ports;
    assert.equal((await look(engine, workspace, 'interference.ports')).result, 'pass');
    const server = createServer();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const found = await look(engine, workspace, 'interference.ports');
    server.close();
    assert.equal(found.result, 'fail', found.evidence);
    assert.match(
      found.evidence,
      new RegExp(`\\(${String(process.pid)}\\) listens on ${String(port)}, which is server's`),
    );
  });

  it('finds a directory without an agent, and removes nothing that might be wanted', async () => {
    const { engine, workspace, home } = rig();
    const orphan = path.join(home, 'namespaces', 'orphan');
    mkdirSync(orphan, { recursive: true });
    mkdirSync(path.join(home, 'worktrees', 'repo', 'kept'), { recursive: true });
    const found = await look(engine, workspace, 'interference.leftovers', true);
    assert.equal(found.result, 'fail');
    assert.match(found.evidence, /orphan is still there/);
    assert.ok(existsSync(orphan));
    const tree = await look(engine, workspace, 'interference.worktrees');
    assert.equal(tree.result, 'fail');
    assert.match(tree.evidence, /repo\/kept belongs to no agent/);
  });

  it('tells a worktree whose folder is gone from those that are there', async () => {
    const { engine, workspace } = rig();
    makeRepository(workspace, {});
    const tree = path.join(path.dirname(workspace), 'tree');
    runGit(workspace, 'worktree', 'add', '-q', '-b', 'other', tree);
    assert.equal((await look(engine, workspace, 'interference.worktrees')).result, 'pass');
    rmSync(tree, { recursive: true });
    const found = await look(engine, workspace, 'interference.worktrees');
    assert.equal(found.result, 'fail', found.evidence);
    assert.match(found.cure, /worktree prune/);
  });

  it('finds a wait that lasts, with the cure of its message', async () => {
    const { engine, workspace, happened } = rig();
    const line = '    Blocking waiting for file lock on build directory';
    await engine.spawn({
      id: 'waiter',
      workspace,
      command: ['sh', '-c', `echo '${line}'; sleep 1000`],
    });
    await happened((event) => event.type === 'contention-opened');
    const found = await look(engine, workspace, 'locks.contention');
    assert.equal(found.result, 'fail', found.evidence);
    assert.match(found.evidence, /waiter has waited for build directory \(cargo\)/);
  });

  it('finds a build that goes through no gate and fills it by itself, which the gates show as well', async function () {
    await requireTool(this, 'make');
    const { workspace, open } = rig();
    const engine = await open({ gates: { compile: 1 } });
    // The shells of its jobs wait for the pipe, and make with them.
    execFileSync('mkfifo', [path.join(workspace, 'hold')]);
    writeFileSync(
      path.join(workspace, 'Makefile'),
      'all:\n\t+@$(MAKE) --no-print-directory wait\nwait:\n\t@cat hold\n',
    );
    const build = spawn('make', ['-j2'], { cwd: workspace, stdio: 'ignore', detached: true });
    try {
      const outside = () =>
        engine
          .gates()
          .flatMap(({ ungated }) => ungated)
          .find(({ pid }) => pid === build.pid);
      // The one that make calls is part of it.
      await eventually(() => outside()?.processes === 2);
      assert.equal(outside()?.program, 'make');
      const found = await look(engine, workspace, 'resources.oversubscription');
      assert.equal(found.result, 'fail');
      assert.match(found.evidence, new RegExp(`make \\(pid ${String(build.pid)}\\).* 2 processes`));
    } finally {
      if (build.pid !== undefined) process.kill(-build.pid, 'SIGKILL');
    }
  });
});
