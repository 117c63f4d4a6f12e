import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writeFiles } from '../git-repository.ts';
import { eventually } from '../process/programs.ts';
import { requireTool } from '../required-tool.ts';
import { assertRefused, engineRig } from './engine-rig.ts';

describe('an agent of a Node project', function () {
  this.timeout(60_000);
  const rig = engineRig();

  /** The manifest and the lockfile that npm makes of it. */
  const lock = (dependencies: readonly string[]) => {
    const all = dependencies.map((name) => [name, `file:./${name}`] as const);
    writeFiles(rig().workspace, {
      'package.json': JSON.stringify({
        name: 'project',
        scripts: { build: 'true' },
        dependencies: Object.fromEntries<string>(all),
      }),
      'one/package.json': '{"name":"one","version":"1.0.0"}',
      'two/package.json': '{"name":"two","version":"1.0.0"}',
    });
    execFileSync('npm', ['install', '--package-lock-only', '--offline', '--no-audit'], {
      cwd: rig().workspace,
    });
  };
  const isThere = (name: string) => existsSync(path.join(rig().workspace, 'node_modules', name));
  const statuses = (id: string) =>
    rig()
      .engine.tasks(id)
      .map(({ name, status }) => [name, status]);

  beforeEach(async function () {
    await requireTool(this, 'npm');
    lock(['one']);
  });

  const spawn = (id: string) =>
    rig().engine.spawn({ id, type: 'node-build', workspace: rig().workspace });

  it('installs once, and again when the lockfile has changed and it is renewed', async () => {
    const { engine, ended } = rig();
    await spawn('first');
    assert.equal((await ended('first')).status, 'done');
    assert.ok(isThere('one'));
    await spawn('second');
    assert.equal((await ended('second')).status, 'done');
    assert.ok(!statuses('second').some(([name]) => name === 'Install the Node packages'));
    lock(['one', 'two']);
    await engine.renew('first');
    await engine.restart('first');
    assert.equal((await ended('first')).status, 'done');
    assert.ok(isThere('two'));
  });

  it('is not made while the lockfile is in conflict', async () => {
    const { engine, workspace } = rig();
    const side = readFileSync(path.join(workspace, 'package-lock.json'), 'utf8');
    const conflicted = `<<<<<<< HEAD\n${side}=======\n${side}>>>>>>> topic\n`;
    writeFiles(workspace, { 'package-lock.json': conflicted });
    await assertRefused(spawn('first'), 'lockfile-conflicted', /package-lock\.json/);
    assert.deepEqual(engine.listAgents(), []);
    assert.equal(readFileSync(path.join(workspace, 'package-lock.json'), 'utf8'), conflicted);
  });

  it('is not started again while there is a conflict that came since', async () => {
    const { engine, workspace, ended } = rig();
    await spawn('first');
    await ended('first');
    const side = readFileSync(path.join(workspace, 'package-lock.json'), 'utf8');
    writeFiles(workspace, {
      'package-lock.json': `<<<<<<< HEAD\n${side}=======\n${side}>>>>>>> topic\n`,
    });
    await assertRefused(
      engine.restart('first'),
      'lockfile-conflicted',
      /package-lock\.json holds the marks of a merge conflict/,
    );
    assert.equal(engine.findAgent('first').status, 'done');
    assert.ok(isThere('one'), 'what is installed stays');
  });

  describe('in a checkout that others work in', () => {
    let gate = '';

    /** A project whose install stands still until somebody writes into the gate: fifo(7). */
    const gated = (before = 'true') => {
      gate = path.join(rig().workspace, 'gate');
      execFileSync('mkfifo', [gate]);
      writeFiles(rig().workspace, {
        'package.json': JSON.stringify({
          name: 'project',
          scripts: { build: 'true', postinstall: `${before}; cat gate` },
          dependencies: { one: 'file:./one' },
        }),
      });
    };
    const opened = (id: string, kind: string) =>
      rig().happened(
        (event) =>
          event.type === 'contention-opened' &&
          event.agent === id &&
          event.contention.finding.kind === kind,
      );
    const open = () =>
      rig()
        .engine.contention()
        .open.map(({ agent, holder, finding }) => [agent, finding.kind, holder?.agent]);
    const installing = (id: string) =>
      rig().happened(
        (event) =>
          event.type === 'task-changed' &&
          event.agent === id &&
          event.task.name === 'Install the Node packages' &&
          event.task.status === 'running',
      );

    /** An agent whose command is at work in the checkout. */
    const reads = async (id: string) => {
      const { engine, workspace, happened } = rig();
      await engine.spawn({ id, workspace, command: ['sleep', '1000'] });
      await happened(
        (event) =>
          event.type === 'task-changed' && event.agent === id && event.task.status === 'running',
      );
    };

    it('has one install at a time, and who waits is told for whom, until it goes on', async () => {
      gated();
      const { engine, ended } = rig();
      await spawn('first');
      await installing('first');
      await spawn('second');
      await opened('second', 'lock-wait');
      assert.deepEqual(open(), [['second', 'lock-wait', 'first']]);
      const task = engine.tasks('second').find(({ name }) => name === 'Install the Node packages');
      assert.equal(task?.status, 'waiting');
      assert.match(task.reason ?? '', /^Agent first is at the same step in /);
      const waiting = engine.findAgent('second');
      assert.equal(waiting.status, 'waiting');
      assert.match(
        waiting.statusReason ?? '',
        /^Waits for \/.*, held by agent first \(Install the Node packages, pid \d+\)\.$/,
      );
      writeFileSync(gate, 'go on\n');
      assert.equal((await ended('first')).status, 'done');
      const { status, statusReason } = await ended('second');
      assert.deepEqual([status, statusReason], ['done', null]);
      assert.deepEqual(open(), []);
      assert.match(
        readFileSync(engine.logPath('second'), 'utf8'),
        /Agent first is at the same step/,
      );
      const log = readFileSync(engine.logPath('second'), 'utf8');
      assert.ok(!log.includes('npm ci'), 'what the first has installed is not installed again');
    });

    it('has none beside one that an agent runs by itself, and says for whom it waits', async function () {
      await requireTool(this, 'flock');
      gated('[ -p begun ] && cat begun');
      const { engine, workspace, ended, happened } = rig();
      const begun = path.join(workspace, 'begun');
      execFileSync('mkfifo', [begun]);
      await engine.spawn({ id: 'first', workspace, command: ['npm', 'install', '--no-audit'] });
      await writeFile(begun, 'it has\n');
      rmSync(begun);
      // npm's note that all is there, which it writes before the scripts of the project itself.
      rmSync(path.join(workspace, 'node_modules/.package-lock.json'));
      await spawn('second');
      await opened('second', 'lock-wait');
      const told = engine
        .contention('second')
        .open.map(({ holder, finding }) => [holder?.agent, finding.tool, finding.resource]);
      assert.deepEqual(told, [['first', 'lanekeeper', realpathSync(workspace)]]);
      assert.equal(engine.findAgent('first').status, 'running');
      await engine.stop('first');
      await happened(({ type }) => type === 'contention-closed');
      writeFileSync(gate, 'go on\n');
      assert.equal((await ended('second')).status, 'done');
      assert.deepEqual(open(), []);
    });

    it('tells those at work in their log, also of an install that an agent runs by itself', async function () {
      await requireTool(this, 'flock');
      gated();
      const { engine, workspace, ended, happened } = rig();
      await reads('reader');
      await engine.spawn({ id: 'first', workspace, command: ['npm', 'install', '--no-audit'] });
      await opened('reader', 'file-busy');
      assert.deepEqual(open(), [['reader', 'file-busy', 'first']]);
      const { status, statusReason } = engine.findAgent('reader');
      assert.equal(status, 'running');
      assert.match(statusReason ?? '', /^Agent first installs packages in /);
      writeFileSync(gate, 'go on\n');
      assert.equal((await ended('first')).status, 'done');
      await happened(({ type }) => type === 'contention-closed');
      assert.deepEqual(open(), []);
      assert.equal(engine.findAgent('reader').statusReason, null);
      // A step of Lanekeeper's, of which its agent has told the reader itself.
      rmSync(path.join(workspace, 'node_modules'), { recursive: true });
      await spawn('second');
      const log = (): string => readFileSync(engine.logPath('reader'), 'utf8');
      await eventually(() => log().includes('Agent second installs packages in '));
      assert.deepEqual(open(), [['reader', 'file-busy', 'second']]);
      writeFileSync(gate, 'go on\n');
      assert.equal((await ended('second')).status, 'done');
      assert.match(
        log(),
        /Agent first installs [^]*That install is over\.[^]*Agent second installs/,
      );
    });

    it('tells those who read node_modules, as long as the install or its agent lives', async () => {
      gated();
      const { engine, ended } = rig();
      await reads('reader');
      await spawn('first');
      const first = await opened('reader', 'file-busy');
      await installing('first');
      const reader = engine.findAgent('reader');
      assert.match(reader.statusReason ?? '', /^Agent first installs packages/);
      assert.equal(reader.status, 'running', 'what it reads changes, and it goes on');
      await engine.stop('first');
      assert.deepEqual(open(), []);
      assert.equal(engine.findAgent('reader').statusReason, null);
      await engine.restart('first');
      await rig().happened(
        (event) => event.type === 'contention-opened' && event.sequence > first.sequence,
      );
      writeFileSync(gate, 'go on\n');
      assert.equal((await ended('first')).status, 'done');
      assert.deepEqual(open(), []);
    });

    it('takes back what it told when the agent that installs is lost', async () => {
      gated();
      const { engine } = rig();
      await reads('reader');
      await spawn('first');
      await opened('reader', 'file-busy');
      await installing('first');
      assert.deepEqual(open(), [['reader', 'file-busy', 'first']]);
      const processes = engine.processes('first').map(({ pid }) => pid);
      for (const pid of processes) process.kill(pid, 'SIGKILL');
      await eventually(() => engine.processes('first').length === 0);
      const later = await rig().open();
      await later.reconcile();
      assert.deepEqual(open(), []);
      assert.equal(engine.findAgent('reader').statusReason, null);
    });
  });
});
