import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Agent } from '../../../src/core/agent/agent.ts';
import { namespaceRoot } from '../../../src/core/agent/namespace-root.ts';
import type { Engine } from '../../../src/core/engine.ts';
import type { LanekeeperEvent } from '../../../src/core/events.ts';
import type { CheckReport, Stage } from '../../../src/core/verification/check.ts';
import { slack } from '../../../src/core/verification/lives.ts';
import { engineRig } from '../agent/engine-rig.ts';
import { requireTool } from '../required-tool.ts';

function isBreach(event: LanekeeperEvent): boolean {
  return event.type === 'isolation-breach';
}

async function check(engine: Engine, id: string, agent?: string): Promise<CheckReport> {
  const reports = await engine.verify(agent === undefined ? {} : { agent });
  return reports.find((each) => each.id === id) ?? assert.fail(`no check ${id}`);
}

async function failures(engine: Engine, stages: Stage[]): Promise<string[]> {
  const reports = await engine.verify({ stages });
  return reports.filter(({ result }) => result === 'fail').map(({ id }) => id);
}

describe('agents that are verified', () => {
  const rig = engineRig();

  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  /** Spawns an agent that keeps `file` open, for writing and for as long as the test runs. */
  const holding = (id: string, file: string): Promise<Agent> =>
    rig().engine.spawn({
      id,
      workspace: rig().workspace,
      command: ['sh', '-c', 'exec 3>>"$1"; sleep 1000', 'sh', file],
    });

  it('can be left unverified: who asked hears so at once', async () => {
    const { engine, workspace } = rig();
    const stop = new AbortController();
    const work = engine.verify({ workspace, signal: stop.signal });
    stop.abort();
    await assert.rejects(work, { code: 'interrupted', message: 'The checks were interrupted.' });
    await assert.rejects(engine.verify({ workspace, signal: stop.signal }), {
      code: 'interrupted',
    });
  });

  it('fail as soon as two write one file, with both named, the time and a cure', async () => {
    const { engine, workspace, happened } = rig();
    const file = path.join(workspace, 'shared.txt');
    await holding('one', file);
    await holding('two', file);
    const event = await happened(isBreach);
    assert.ok(event.type === 'isolation-breach');
    assert.equal(event.breach.kind, 'two-writers');
    assert.equal(event.breach.path, file);
    assert.deepEqual([event.breach.agent.id, event.breach.other.id].sort(), ['one', 'two']);
    assert.equal(event.breach.evidence.length, 2);
    for (const seen of event.breach.evidence) {
      assert.ok(seen.pid !== null && seen.program === 'sh', JSON.stringify(seen));
      assert.equal(new Date(seen.first).toISOString(), seen.first);
    }
    assert.equal(engine.breaches('one').length, 1);
    const report = await check(engine, 'runtime.write-audit', 'one');
    assert.equal(report.result, 'fail');
    assert.match(report.evidence, /one/);
    assert.match(report.evidence, /two/);
    assert.match(report.cure, /worktree/);
  });

  it('fail when one writes into what another owns, though nobody else writes there', async () => {
    const { engine, workspace, happened } = rig();
    const owner = await engine.spawn({ id: 'owner', workspace, command: ['sleep', '1000'] });
    const file = path.join(namespaceRoot(owner), 'build', 'intruded');
    await holding('intruder', file);
    const event = await happened(isBreach);
    assert.ok(event.type === 'isolation-breach');
    const { kind, agent, other } = event.breach;
    assert.deepEqual([kind, agent.id, other.id], ['foreign-namespace', 'intruder', 'owner']);
    const report = await check(engine, 'runtime.write-audit');
    assert.equal(report.result, 'fail');
    assert.match(report.evidence, /intruder wrote .* which belongs to owner/);
  });

  it('fail when two real cargos build into one target directory', async function () {
    await requireTool(this, 'cargo');
    this.timeout(120_000);
    const { engine, workspace, happened } = rig();
    const target = path.join(workspace, 'target-of-both');
    const build = async (id: string) => {
      const crate = path.join(workspace, id);
      mkdirSync(path.join(crate, 'src'), { recursive: true });
      writeFileSync(
        path.join(crate, 'Cargo.toml'),
        `[package]\nname = "${id}"\nversion = "0.1.0"\nedition = "2021"\nbuild = "build.rs"\n`,
      );
      writeFileSync(path.join(crate, 'src/lib.rs'), '');
      // Holds cargo, and with it the lock of the target directory, until the test is over.
      const fifo = path.join(crate, 'go');
      execFileSync('mkfifo', [fifo]);
      writeFileSync(
        path.join(crate, 'build.rs'),
        `fn main() { std::fs::read(${JSON.stringify(fifo)}).unwrap(); }\n`,
      );
      // One that sets the variable as "a private target directory" by its own idea.
      const script = 'CARGO_TARGET_DIR="$1" CARGO_BUILD_BUILD_DIR="$1" exec cargo build --offline';
      const command = ['sh', '-c', script, 'sh', target];
      await engine.spawn({ id, workspace: crate, command });
    };
    await build('first');
    await build('second');
    const event = await happened(isBreach);
    assert.ok(event.type === 'isolation-breach');
    assert.ok(event.breach.path.startsWith(target), event.breach.path);
    assert.match(event.breach.cure, /CARGO_TARGET_DIR/);
    const report = await check(engine, 'pre.no-shared-write-paths');
    assert.equal(report.result, 'fail');
    assert.match(report.evidence, /CARGO_TARGET_DIR=.*target-of-both of process \d+ of/);
    assert.match(report.cure, /CARGO_TARGET_DIR of its environment contract/);
    // The one that waited gets the lock when the other ends, and may end by itself before it is stopped.
    await Promise.allSettled(['first', 'second'].map((id) => engine.stop(id)));
  });

  it('fail when a link in a namespace leads out, by the kind of place it leads to', async () => {
    const { engine, workspace, ended } = rig();
    for (const id of ['a', 'b']) await engine.spawn({ id, workspace, command: ['true'] });
    const [a, b] = [await ended('a'), await ended('b')];
    const link = path.join(namespaceRoot(a), 'cache', 'out');
    const leads = async (to: string) => {
      rmSync(link, { force: true });
      symlinkSync(to, link);
      return check(engine, 'pre.namespace-links', 'a');
    };
    assert.match((await leads(namespaceRoot(b))).evidence, /which another agent owns/);
    assert.match((await leads(workspace)).evidence, /in its checkout/);
    assert.match((await leads(path.dirname(workspace))).evidence, /outside its namespace/);
    assert.equal((await leads(process.execPath)).result, 'pass');
    assert.equal((await leads('/nowhere')).result, 'pass');
    const inside = await leads(path.join(namespaceRoot(a), 'build'));
    assert.equal(inside.result, 'pass');
    assert.match(inside.evidence, /1 links? among/);
  });

  it('fail when a directory of the contract was led out', async () => {
    const { engine, workspace, ended } = rig();
    await engine.spawn({ id: 'led', workspace, command: ['true'] });
    const target = path.join(namespaceRoot(await ended('led')), 'target');
    rmSync(target, { recursive: true, force: true });
    symlinkSync(workspace, target);
    const report = await check(engine, 'pre.caches-isolated');
    assert.equal(report.result, 'fail');
    assert.match(report.evidence, /CARGO_TARGET_DIR=/);
  });

  it('fail when what an ended one left behind changes while another is at work', async () => {
    const { engine, workspace, ended } = rig();
    await engine.spawn({ id: 'past', workspace, command: ['true'] });
    const past = await ended('past');
    assert.equal((await check(engine, 'post.no-cross-agent-state')).result, 'pass');
    const file = path.join(namespaceRoot(past), 'build', 'late');
    // The clock of file times ticks every few milliseconds and is behind until it does (current_time() in Linux).
    const tick = 50;
    const allowed = String(Date.parse(past.endedAt ?? '') + slack + tick);
    const script = 'while [ "$(date +%s%3N)" -le "$2" ]; do :; done; echo late > "$1"';
    const command = ['sh', '-c', script, 'sh', file, allowed];
    await engine.spawn({ id: 'now', workspace, command });
    await ended('now');
    const report = await check(engine, 'post.no-cross-agent-state', 'past');
    assert.equal(report.result, 'fail');
    assert.match(report.evidence, /late/);
    assert.match(report.evidence, /while now was at work/);
  });

  it('fail when a directory outlived its agent', async () => {
    const { engine, workspace, home, ended } = rig();
    await engine.spawn({ id: 'kept', workspace, command: ['true'] });
    await ended('kept');
    assert.deepEqual(await failures(engine, ['post']), []);
    mkdirSync(path.join(home, 'namespaces', 'orphan'));
    assert.deepEqual(await failures(engine, ['post']), ['post.artifacts-gone']);
  });

  it('pass before, while and after they work when nothing is wrong, and say what was measured', async () => {
    const { engine, workspace } = rig();
    const file = '$TMPDIR/mine';
    for (const id of ['good', 'fine']) {
      await engine.spawn({
        id,
        workspace,
        command: ['sh', '-c', `exec 3>"${file}"; sleep 1000`],
      });
    }
    const before = await engine.verify({ stages: ['pre'] });
    assert.deepEqual(
      before.map(({ id, result }) => [id, result]),
      before.map(({ id }) => [id, 'pass']),
    );
    assert.equal(before.length, 5);
    // Until they were watched for long enough: the verdict itself is the signal.
    let audit = await check(engine, 'runtime.write-audit');
    while (audit.result === 'unknown') audit = await check(engine, 'runtime.write-audit');
    assert.equal(audit.result, 'pass', audit.evidence);
    assert.match(audit.evidence, /good: its open files were looked at \d+ times/);
    for (const id of ['good', 'fine']) await engine.clean(id, { dryRun: false, stopFirst: true });
    const after = await engine.verify({ stages: ['post'] });
    const results = new Map(after.map(({ id, result }) => [id, result]));
    assert.equal(results.get('post.artifacts-gone'), 'pass');
    assert.equal(results.get('post.caches-intact'), 'pass');
  });

  it('are unknown, never passed, without a measurement', async () => {
    const { engine, workspace, ended } = rig();
    const nobody = await engine.verify({ workspace });
    const [first, ...rest] = nobody;
    assert.equal(first?.id, 'pre.namespace-deterministic');
    for (const { id, result } of rest) {
      assert.equal(result, id === 'post.artifacts-gone' ? 'pass' : 'unknown', id);
    }
    await engine.spawn({ id: 'short', workspace, command: ['true'] });
    await ended('short');
    const report = await check(engine, 'runtime.write-audit');
    assert.equal(report.result, 'unknown');
    assert.match(report.cure, /--trace short/);
  });

  it('know every write of a traced command, and the one that strays', async function () {
    await requireTool(this, 'strace');
    const { engine, workspace, ended } = rig();
    await engine.spawn({ id: 'traced', workspace, command: ['true'] });
    await ended('traced');
    const traced = async (script: string) => {
      const { checks } = await engine.verifyTraced('traced', {
        command: ['sh', '-c', script],
        directory: workspace,
      });
      return checks[0] ?? assert.fail('no check');
    };
    const good = await traced('echo 1 > "$TMPDIR/x"; echo 2 > source.txt');
    assert.equal(good.result, 'pass', good.evidence);
    const stray = await traced('mkdir ../stray && rmdir ../stray');
    assert.equal(stray.result, 'fail');
    assert.match(stray.evidence, /mkdir \(\d+\) wrote .*stray, outside its directories/);
  });
});
