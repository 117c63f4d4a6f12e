import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Engine } from '../../../src/core/engine.ts';
import type { CheckReport } from '../../../src/core/verification/check.ts';
import { checks } from '../../../src/core/verification/checks.ts';
import { engineRig, type EngineRig } from '../agent/engine-rig.ts';
import { requireTool } from '../required-tool.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { makeTurboProject } from './turbo-project.ts';

async function check(engine: Engine, id: string): Promise<CheckReport> {
  const reports = await engine.verify();
  return reports.find((each) => each.id === id) ?? assert.fail(`no check ${id}`);
}

async function assertFails(engine: Engine, id: string, why: RegExp): Promise<CheckReport> {
  const report = await check(engine, id);
  assert.equal(report.result, 'fail', report.evidence);
  assert.match(report.evidence, why);
  assert.notEqual(report.cure, '');
  return report;
}

/** Changes what is recorded, as a fault of the recorder or a slow hour would have. */
function amend({ home }: EngineRig, statement: string): void {
  const database = new DatabaseSync(path.join(home, 'lanekeeper.db'));
  database.exec('PRAGMA busy_timeout = 10000');
  database.exec(statement);
  database.close();
}

describe('a set-up that is broken on purpose', () => {
  const rig = engineRig();

  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  it('fails for its limits when a process of an agent was told more than the machine has', async () => {
    const { engine, workspace, happened } = rig();
    const script = 'CARGO_BUILD_JOBS=4096 exec sh -c "echo ready; sleep 1000"';
    const agent = await engine.spawn({ id: 'greedy', workspace, command: ['sh', '-c', script] });
    await happened((event) => event.type === 'task-changed' && event.task.status === 'running');
    let report = await check(engine, 'pre.limits-enforced');
    // Between fork and exec it runs with what it was given.
    while (report.result !== 'fail') report = await check(engine, 'pre.limits-enforced');
    assert.match(report.evidence, /Process \d+ of greedy runs with 4096 for CARGO_BUILD_JOBS/);
    assert.match(report.cure, /CARGO_BUILD_JOBS of its environment contract/);
    await engine.stop(agent.id);
  });

  it('fails for contention when two real cargos meet at one target directory', async function () {
    await requireTool(this, 'cargo');
    this.timeout(120_000);
    const { engine, workspace, happened } = rig();
    const target = path.join(workspace, 'target-of-both');
    const script = 'CARGO_TARGET_DIR="$1" CARGO_BUILD_BUILD_DIR="$1" exec cargo build --offline';
    for (const id of ['first', 'second']) {
      const crate = path.join(workspace, id);
      mkdirSync(path.join(crate, 'src'), { recursive: true });
      writeFileSync(
        path.join(crate, 'Cargo.toml'),
        `[package]\nname = "${id}"\nversion = "0.1.0"\nedition = "2021"\nbuild = "build.rs"\n`,
      );
      writeFileSync(path.join(crate, 'src/lib.rs'), '');
      // Holds the lock until it is stopped.
      writeFileSync(path.join(crate, 'build.rs'), 'fn main() { loop { std::thread::park(); } }\n');
      await engine.spawn({
        id,
        workspace: crate,
        command: ['sh', '-c', script, 'sh', target],
      });
    }
    await happened((event) => event.type === 'contention-opened');
    await assertFails(
      engine,
      'runtime.contention',
      /(?:first|second) has waited .* for (?:build|artifact) directory \(cargo\)/,
    );
    await Promise.allSettled(['first', 'second'].map((id) => engine.stop(id)));
  });

  it('fails for its hit rate when an input changes with every run', async function () {
    const turbo = await requireTool(this, 'turbo');
    this.timeout(120_000);
    const { engine, workspace, ended } = rig();
    makeTurboProject(workspace);
    const script = `date +%s%N > when; ${turbo} run build`;
    await engine.spawn({ id: 'misses', workspace, command: ['sh', '-c', script] });
    await ended('misses');
    await assertFails(
      engine,
      'runtime.hit-rate',
      /^turbo: 0% of 12 lookups found it; missed: 12 × no earlier run had the same inputs\.$/,
    );
  });

  it('fails for utilisation when more of a class ran at once than its gate lets', async () => {
    const { engine, workspace, ended, open } = rig();
    await engine.spawn({ id: 'crowd', workspace, command: ['true'] });
    await ended('crowd');
    const run = { command: ['true'], class: 'test', directory: workspace } as const;
    assert.deepEqual([await engine.run('crowd', run), await engine.run('crowd', run)], [0, 0]);
    const narrow = await open({ gates: { test: 1 } });
    assert.equal((await check(narrow, 'runtime.utilisation')).result, 'pass');
    amend(
      rig(),
      `UPDATE tasks SET document = json_set(document, '$.startedAt',
         (SELECT min(document ->> 'startedAt') FROM tasks WHERE document ->> 'origin' = 'run'))
       WHERE document ->> 'origin' = 'run'`,
    );
    await assertFails(
      narrow,
      'runtime.utilisation',
      /At most 2 tasks of class test ran at once; the gate is 1/,
    );
  });

  it('fails for its task times when a command has become much slower than it was', async () => {
    const { engine, workspace, ended } = rig();
    await engine.spawn({ id: 'slow', workspace, command: ['true'] });
    await ended('slow');
    const run = { command: ['true'], class: null, directory: workspace };
    for (let count = 0; count < 4; count += 1) await engine.run('slow', run);
    assert.equal((await check(engine, 'runtime.task-times')).result, 'pass');
    amend(
      rig(),
      `UPDATE tasks SET document = json_set(document, '$.endedAt', '2999-01-01T00:00:00.000Z')
       WHERE id = (SELECT max(id) FROM tasks)`,
    );
    await assertFails(
      engine,
      'runtime.task-times',
      /"true" of slow took .*; the median of the \d runs before is/,
    );
  });

  it('fails for its metrics when nothing was stored of an agent that worked', async () => {
    const { engine, workspace, ended } = rig();
    await engine.spawn({ id: 'unseen', workspace, command: ['true'] });
    await ended('unseen');
    assert.equal((await check(engine, 'post.metrics-collected')).result, 'pass');
    amend(
      rig(),
      `DELETE FROM samples;
       UPDATE tasks SET document = json_set(document, '$.startedAt', '2000-01-01T00:00:00.000Z')`,
    );
    await assertFails(engine, 'post.metrics-collected', /^unseen: 0 samples .* worked for/);
  });
});

describe('a toolchain that says another version each time', () => {
  const directory = temporaryDirectory();
  const { PATH: searched } = process.env;

  beforeEach(() => {
    const bin = path.join(directory(), 'bin');
    mkdirSync(bin);
    for (const name of ['rustc', 'cargo']) {
      const file = path.join(bin, name);
      writeFileSync(file, `#!/bin/sh\necho "release: 1.95.0-$(date +%N)\nhost: here"\n`);
      chmodSync(file, 0o755);
    }
    process.env['PATH'] = `${bin}${path.delimiter}${searched ?? ''}`;
  });
  afterEach(() => {
    process.env['PATH'] = searched;
  });
  const rig = engineRig();

  it('fails for its namespace, with the program named', async () => {
    const { engine, workspace } = rig();
    writeFileSync(path.join(workspace, 'Cargo.toml'), '[package]\nname = "w"\nversion = "0.1.0"\n');
    const reports = await engine.verify({ workspace, stages: ['pre'] });
    const report = reports.find(({ id }) => id === 'pre.namespace-deterministic');
    assert.equal(report?.result, 'fail', report?.evidence);
    assert.match(report.evidence, /rustc is 1\.95\.0-\d+ unknown here/);
  });
});

describe('a cache that loses something while an agent is cleaned', () => {
  const directory = temporaryDirectory();
  const { npm_config_cache: previous } = process.env;

  beforeEach(() => {
    process.env['npm_config_cache'] = path.join(directory(), 'npm');
    mkdirSync(path.join(directory(), 'npm', '_cacache', 'index-v5'), { recursive: true });
  });
  afterEach(() => {
    if (previous === undefined) delete process.env['npm_config_cache'];
    else process.env['npm_config_cache'] = previous;
  });
  const rig = engineRig();

  it('fails for its caches, with what is missing', async () => {
    const { engine, workspace, ended } = rig();
    writeFileSync(path.join(workspace, 'package.json'), '{"name":"w"}');
    await engine.spawn({ id: 'cleaned', workspace, command: ['true'] });
    await ended('cleaned');
    await engine.clean('cleaned', {
      dryRun: false,
      stopFirst: false,
      onProgress: () => {
        rmSync(path.join(directory(), 'npm', '_cacache'), { recursive: true, force: true });
      },
    });
    await assertFails(engine, 'post.caches-intact', /Cleaning cleaned .* lost .*_cacache/);
  });
});

describe('a set-up in which nothing is wrong', () => {
  const rig = engineRig();

  it('passes every gate', async function () {
    if (process.platform !== 'linux') this.skip();
    const turbo = await requireTool(this, 'turbo');
    this.timeout(300_000);
    const { engine, workspace, ended } = rig();
    // So many that the first ones, which both agents begin at once and miss, weigh little.
    const runs = 'for run in $(seq 20); do "$1" run build; done; sleep 1000';
    for (const id of ['good', 'fine', 'past']) {
      const checkout = path.join(workspace, id);
      makeTurboProject(checkout);
      const command = id === 'past' ? ['true'] : ['sh', '-c', runs, 'sh', turbo];
      await engine.spawn({ id, workspace: checkout, command });
    }
    await ended('past');
    await engine.clean('past', { dryRun: false, stopFirst: false });
    const results = async () =>
      new Map((await engine.verify()).map((report) => [report.id, report] as const));
    const resultOf = async (id: string) => (await results()).get(id)?.result;
    // The verdicts themselves are the signals that there has been enough to see.
    while ((await resultOf('runtime.hit-rate')) !== 'pass');
    while ((await resultOf('runtime.write-audit')) !== 'pass');
    // Of an agent that ended before its first sample nothing could be said.
    while (engine.usage('fine', 3600).samples.length === 0) await engine.verify();
    await engine.stop('fine');
    let all = await results();
    while ([...all.values()].some(({ result }) => result === 'unknown')) all = await results();
    assert.deepEqual(
      [...all.values()].filter(({ result }) => result !== 'pass'),
      [],
    );
    assert.equal(all.size, checks.length);
  });
});
