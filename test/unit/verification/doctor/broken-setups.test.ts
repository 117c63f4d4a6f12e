import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { insertCacheCounts } from '../../../../src/core/cache/counts.ts';
import { type Engine, openEngine } from '../../../../src/core/engine.ts';
import { readProcFile } from '../../../../src/core/process/proc-file.ts';
import { readProcStat } from '../../../../src/core/process/proc-stat.ts';
import { Store } from '../../../../src/core/store/store.ts';
import { insertBreach } from '../../../../src/core/verification/breach-registry.ts';
import type { DoctorReport } from '../../../../src/core/verification/doctor/doctor-check.ts';
import { watchersLeft } from '../../../../src/core/verification/doctor/checks/file-watchers.ts';
import { cli, engineRig } from '../../agent/engine-rig.ts';
import { requireTool, skipOrFail } from '../../required-tool.ts';
import { smallDisks } from '../../small-disk.ts';

const checkOfCli = z.object({
  ...{ id: z.string(), result: z.string(), evidence: z.string(), cure: z.string() },
});
const reportOfCli = z.object({ checks: z.array(checkOfCli) });
type CheckOfCli = z.infer<typeof checkOfCli>;

describe('the doctor, on a set-up that is broken', () => {
  const mountSmallDisk = smallDisks();
  const rig = engineRig({ stopGraceMs: 300, gates: { compile: 2 } });
  const others: Engine[] = [];

  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  afterEach(() => {
    for (const engine of others.splice(0)) engine.dispose();
  });

  async function look(
    id: string,
    { engine = rig().engine, workspace = rig().workspace } = {},
  ): Promise<DoctorReport> {
    const reports = await engine.doctor({ workspace });
    return reports.find((each) => each.id === id) ?? assert.fail(`no check ${id}`);
  }

  /** The engine of a shell with other variables. */
  async function engineWith(environment: NodeJS.ProcessEnv): Promise<Engine> {
    const engine = await openEngine({
      environment: { ...rig().environment, ...environment },
      configuration: { value: {}, source: 'the test' },
      supervisor: { node: process.execPath, script: cli },
      onFault: (fault) => {
        throw fault;
      },
    });
    others.push(engine);
    return engine;
  }

  /** The checks by id, as the command line prints them where this command starts it; none where it does not. */
  function looked([program = '', ...rest]: readonly string[]): ReadonlyMap<string, CheckOfCli> {
    const { environment, workspace } = rig();
    const options = { cwd: workspace, env: environment, encoding: 'utf8' } as const;
    const { stdout } = spawnSync(program, rest, options);
    const { checks } = reportOfCli.parse(stdout === '' ? { checks: [] } : JSON.parse(stdout));
    return new Map(checks.map((check) => [check.id, check]));
  }

  async function withStore(change: (store: Store) => Promise<unknown>): Promise<void> {
    const store = new Store(rig().engine.location.database);
    try {
      await change(store);
    } finally {
      store.dispose();
    }
  }

  it('finds that rust-analyzer takes the lock of the checkout, until it has a directory of its own', async () => {
    const { workspace } = rig();
    const program = path.join(path.dirname(workspace), 'rust-analyzer');
    copyFileSync('/bin/sleep', program);
    const analyzer = spawn(program, ['1000']);
    await once(analyzer, 'spawn');
    try {
      const found = await look('locks.rust-analyzer');
      assert.equal(found.result, 'fail', found.evidence);
      assert.ok(found.evidence.includes(String(analyzer.pid)), found.evidence);
      mkdirSync(path.join(workspace, '.vscode'));
      const settings = '{ "rust-analyzer.cargo.targetDir": true, }';
      writeFileSync(path.join(workspace, '.vscode', 'settings.json'), settings);
      assert.equal((await look('locks.rust-analyzer')).result, 'pass');
    } finally {
      analyzer.kill('SIGKILL');
      await once(analyzer, 'exit');
    }
  });

  it('finds that sccache is missing, too old, or not running', async function () {
    const directory = path.join(path.dirname(rig().workspace), 'tools');
    mkdirSync(directory);
    const missing = await engineWith({ PATH: directory });
    const found = await look('caches.compiler-cache', { engine: missing });
    assert.equal(found.result, 'fail', found.evidence);
    assert.match(found.evidence, /not found on PATH/);

    const real = await requireTool(this, 'sccache');
    const idle = await engineWith({
      PATH: `${path.dirname(real)}:/usr/bin:/bin`,
      SCCACHE_SERVER_UDS: path.join(directory, 'server'),
    });
    const stopped = await look('caches.compiler-cache', { engine: idle });
    assert.equal(stopped.result, 'fail', stopped.evidence);
    assert.match(stopped.evidence, /No sccache server is running at/);
    assert.ok(stopped.fixable);

    const program = path.join(directory, 'sccache');
    writeFileSync(program, '#!/bin/sh\necho sccache 0.8.2\n', { mode: 0o755 });
    const old = await engineWith({
      PATH: `${directory}:/usr/bin:/bin`,
      SCCACHE_SERVER_UDS: path.join(directory, 'server'),
    });
    const outdated = await look('caches.compiler-cache', { engine: old });
    assert.equal(outdated.result, 'fail');
    assert.match(outdated.evidence, /sccache is 0\.8\.2; sockets came with 0\.9/);
  });

  it('finds that the shell compiles incrementally', async () => {
    const engine = await engineWith({ CARGO_INCREMENTAL: '1', LANEKEEPER_AGENT_UID: undefined });
    const found = await look('caches.incremental', { engine });
    assert.equal(found.result, 'fail', found.evidence);
    assert.match(found.evidence, /CARGO_INCREMENTAL=1 is set in this shell/);
  });

  it('finds a cache in which next to nothing was found, and why, but forgives first builds', async () => {
    const counts = (reason: string) => ({
      ...{ cache: 'npm', hits: 1, misses: 30 },
      reasons: [{ reason, count: 30 }],
    });
    await withStore((store) =>
      store.write((transaction) => {
        insertCacheCounts(transaction, 'one', [counts('not-downloaded')]);
      }),
    );
    assert.equal((await look('caches.hit-rate')).result, 'pass');
    await withStore((store) =>
      store.write((transaction) => {
        insertCacheCounts(transaction, 'one', [counts('evicted')]);
      }),
    );
    const found = await look('caches.hit-rate');
    assert.equal(found.result, 'fail', found.evidence);
    assert.match(found.evidence, /npm: 2 hits in 62 lookups/);
  });

  it('finds an agent whose lockfile has changed', async () => {
    const { engine, workspace, ended, happened } = rig();
    writeFileSync(path.join(workspace, 'requirements.txt'), 'six==1.16.0\n');
    await engine.spawn({ id: 'one', workspace, type: 'python-dev', command: ['true'] });
    await ended('one');
    assert.equal((await look('caches.drift')).result, 'pass');
    writeFileSync(path.join(workspace, 'requirements.txt'), 'six==1.17.0\n');
    const watching = engine.watchDrift();
    await happened((event) => event.type === 'drift-detected');
    const found = await look('caches.drift');
    watching.dispose();
    assert.equal(found.result, 'fail', found.evidence);
    assert.match(found.evidence, /one: requirements\.txt changed/);
  });

  it('finds more tasks of a class than its gate lets, after the gate was lowered', async () => {
    const { workspace, open, engine, ended, happened } = rig();
    await engine.spawn({ id: 'one', workspace, command: ['true'] });
    await ended('one');
    const runs = ['first', 'second'].map((name) => {
      const go = path.join(path.dirname(workspace), name);
      execFileSync('mkfifo', [go]);
      const command = ['sh', '-c', 'read x <"$1"', name, go];
      const run = engine.run('one', { command, class: 'compile', directory: workspace });
      return { go, run, command };
    });
    for (const { command } of runs) {
      await happened(
        (event) =>
          event.type === 'task-changed' &&
          event.task.status === 'running' &&
          event.task.command.join() === command.join(),
      );
    }
    const lowered = await open({ stopGraceMs: 300, gates: { compile: 1 } });
    const found = await look('resources.oversubscription', { engine: lowered });
    for (const { go, run } of runs) {
      writeFileSync(go, 'on\n');
      await run;
    }
    assert.equal(found.result, 'fail', found.evidence);
    assert.match(found.evidence, /2 tasks of class compile run, the gate is 1/);
  });

  it('finds a disk that is full', async function () {
    const place = path.join(path.dirname(rig().workspace), 'disk');
    const disk = await mountSmallDisk(this, place, 1024);
    assert.equal((await look('resources.disk', { workspace: place })).result, 'pass');
    disk.fill();
    const found = await look('resources.disk', { workspace: place });
    assert.equal(found.result, 'fail', found.evidence);
    assert.ok(found.evidence.includes(`${place}: 0 B free`), found.evidence);
  });

  it('finds inotify instances used up', async function () {
    const python = await requireTool(this, 'python3');
    const script =
      'import ctypes; c = ctypes.CDLL(None); print([c.inotify_init() for _ in range(8)], flush=True); open(0).read()';
    const watcher = spawn(python, ['-c', script], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(watcher.stdout, 'data');
    const entry = readProcStat(watcher.pid ?? 0);
    assert.ok(entry);
    const most = Number(execFileSync('cat', ['/proc/sys/fs/inotify/max_user_instances']));
    // So many real ones would leave none for what else runs here.
    const processes = Array.from({ length: Math.ceil(most / 8) }, () => entry);
    const found = watchersLeft(processes);
    assert.equal(found.result, 'fail', found.evidence.join(' '));
    assert.match(found.cure, /sysctl fs\.inotify\.max_user_instances=/);
    assert.equal(watchersLeft([entry]).result, 'pass');
    watcher.stdin.end();
    await once(watcher, 'exit');
  });

  it('finds that too few files may be opened', () => {
    const line = `ulimit -n 1000; exec '${process.execPath}' '${cli}' doctor --json`;
    const checks = looked(['sh', '-c', line]);
    assert.equal(checks.get('resources.open-files')?.result, 'fail');
  });

  it('finds that next to no memory is left, and that tasks stand still for it', async function () {
    const unshare = await requireTool(this, 'unshare');
    const directory = path.dirname(rig().workspace);
    /** What the doctor says where this is what the kernel tells: the files are mounted over its own, for it alone. */
    const where = (memory: string, pressure: string): CheckOfCli => {
      const files = { meminfo: memory, 'pressure/memory': pressure };
      const mounts = Object.entries(files).map(([name, text]) => {
        const file = path.join(directory, path.basename(name));
        writeFileSync(file, text);
        return `mount --bind '${file}' /proc/${name}`;
      });
      const line = [...mounts, `exec '${process.execPath}' '${cli}' doctor --json`].join(' && ');
      const checks = looked([unshare, '--mount', 'sh', '-c', line]);
      return checks.get('resources.memory') ?? skipOrFail(this, 'the right to mount');
    };
    const pressure =
      readProcFile('/proc/pressure/memory')?.toString('latin1') ??
      skipOrFail(this, 'a kernel that tells of pressure');
    const memory = readFileSync('/proc/meminfo', 'latin1');
    const kibibytes = Number(/^MemTotal: +(\d+) kB$/m.exec(memory)?.[1]);
    const leaving = (share: number): string =>
      memory.replace(/^MemAvailable: .*$/m, `MemAvailable: ${Math.floor(kibibytes * share)} kB`);
    const waiting = (percent: string): string =>
      pressure.replace(/^some avg10=[\d.]+/m, `some avg10=${percent}`);

    assert.equal(where(leaving(0.06), waiting('9.90')).result, 'pass');
    const short = where(leaving(0.04), waiting('0.00'));
    assert.equal(short.result, 'fail', short.evidence);
    assert.match(short.cure, /lanekeeper\.gates/);
    const stalled = where(leaving(0.5), waiting('12.50'));
    assert.equal(stalled.result, 'fail', stalled.evidence);
    assert.match(stalled.evidence, /tasks stood still for it in 1[23](?:\.\d)? ?%/);
  });

  it('finds an agent that wrote what another writes', async () => {
    const { engine, workspace, ended } = rig();
    for (const id of ['one', 'two']) {
      await engine.spawn({ id, workspace, command: ['true'] });
      await ended(id);
    }
    const [agent, other] = ['one', 'two'].map((id) => ({ id, uid: engine.findAgent(id).uid }));
    assert.ok(agent && other);
    await withStore((store) =>
      store.write((transaction) =>
        insertBreach(transaction, {
          ...{ kind: 'two-writers', path: path.join(workspace, 'x'), agent, other, evidence: [] },
          ...{ time: new Date().toISOString(), cure: 'Give one of them a worktree.' },
        }),
      ),
    );
    const found = await look('interference.breaches');
    assert.equal(found.result, 'fail', found.evidence);
    assert.equal(found.cure, 'Give one of them a worktree.');
  });

  it('finds that the database is damaged', async () => {
    const { engine } = rig();
    const file = engine.location.database;
    const database = new DatabaseSync(file);
    database.exec(`CREATE TABLE filler (text TEXT);
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
      INSERT INTO filler SELECT printf('%500d', i) FROM n;
      PRAGMA wal_checkpoint(TRUNCATE);`);
    const { page } = z
      .object({ page: z.number() })
      .parse(
        database.prepare("SELECT rootpage AS page FROM sqlite_schema WHERE name = 'filler'").get(),
      );
    database.close();
    // It is read first when it is damaged: what the engine has in memory would still be whole.
    const handle = openSync(file, 'r+');
    writeSync(handle, Buffer.alloc(4096, 0xff), 0, 4096, (page - 1) * 4096);
    closeSync(handle);
    const found = await look('interference.database');
    assert.notEqual(found.result, 'pass');
    assert.match(found.evidence, /malformed|quick_check says .*page/i);
  });
});
