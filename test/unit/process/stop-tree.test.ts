import assert from 'node:assert/strict';
import { AgentProcesses } from '../../../src/core/process/agent-processes.ts';
import { currentIdentity, identify, isAlive } from '../../../src/core/process/identity.ts';
import { ignoresSignal } from '../../../src/core/process/ignored-signals.ts';
import type { ProcessIdentity } from '../../../src/core/process/identity.ts';
import { readProcessTable } from '../../../src/core/process/process-table.ts';
import { stopTree } from '../../../src/core/process/stop-tree.ts';
import { eventually, fixture, programs } from './programs.ts';

/** Longer than any test: what ends within it ended by the signal before. */
const patient = 60_000;

describe('stopping a tree', () => {
  const { start, uid } = programs();

  const identityOf = (pid: number): ProcessIdentity => {
    const identity = identify(pid);
    assert.ok(identity);
    return identity;
  };

  it('sends SIGINT first, and no more if that is enough', async () => {
    const program = await start(process.execPath, fixture('end-on-interrupt.mjs'));
    await program.line();
    const report = await stopTree({ uid: uid(), root: program.process, graceMs: patient });
    assert.deepEqual(report, { stopped: [program.process.pid], survivors: [] });
    assert.equal((await program.command.result).exitCode, 7);
  });

  it('goes on to SIGTERM and SIGKILL if need be, each signal once', async () => {
    const program = await start(process.execPath, fixture('ignore-signals.mjs'));
    await program.line();
    const stopping = stopTree({ uid: uid(), root: program.process, graceMs: 300 });
    assert.equal(await program.line(), 'got SIGINT');
    assert.equal(await program.line(), 'got SIGTERM');
    assert.deepEqual(await stopping, { stopped: [program.process.pid], survivors: [] });
    assert.equal((await program.command.result).signal, 'SIGKILL');
  });

  it('sends the signals it is told to', async () => {
    const program = await start(
      'sh',
      '-c',
      'trap "exit 3" HUP; echo ready; while :; do sleep 0.01; done',
    );
    await program.line();
    const signals = ['SIGHUP'] as const;
    await stopTree({ uid: uid(), root: program.process, graceMs: patient, signals });
    assert.equal((await program.command.result).exitCode, 3);
  });

  it('reports survivors when it may not kill', async () => {
    const program = await start(process.execPath, fixture('ignore-signals.mjs'));
    await program.line();
    const signals = ['SIGINT'] as const;
    const report = await stopTree({ uid: uid(), root: program.process, graceMs: 10, signals });
    assert.deepEqual(report, { stopped: [], survivors: [program.process.pid] });
  });

  it('ends a daemon that left the tree', async () => {
    const program = await start('sh', fixture('daemon.sh'));
    const daemon = identityOf(Number(await program.line()));
    await program.command.result;
    const report = await stopTree({ uid: uid(), root: program.process, graceMs: patient });
    assert.deepEqual(report, { stopped: [daemon.pid], survivors: [] });
    assert.equal(isAlive(daemon), false);
  });

  it('ends a process that hid, if a watcher has seen it before', async () => {
    const program = await start(
      'sh',
      '-c',
      '(setsid sh -c "kill -STOP \\$\\$; exec env -i /bin/sleep 1000" & echo $!)',
    );
    const hidden = identityOf(Number(await program.line()));
    const entry = () => readProcessTable().find(({ pid }) => pid === hidden.pid);
    await eventually(() => entry()?.state === 'T');
    const processes = new AgentProcesses();
    processes.find([{ uid: uid(), process: null }], readProcessTable());
    process.kill(hidden.pid, 'SIGCONT');
    await eventually(() => entry()?.name === 'sleep');
    await stopTree({ uid: uid(), root: null, graceMs: patient, processes });
    assert.equal(isAlive(hidden), false);
  });

  it('ends processes that are born while it stops others', async () => {
    const program = await start('sh', fixture('fork-on-term.sh'));
    await program.line();
    const { survivors } = await stopTree({ uid: uid(), root: program.process, graceMs: 300 });
    assert.deepEqual(survivors, []);
    const found = new AgentProcesses().find([{ uid: uid(), process: null }], readProcessTable());
    assert.deepEqual(found.get(uid()), []);
  });

  it('ends a process that is suspended', async () => {
    const program = await start('sh', '-c', 'kill -STOP $$');
    await eventually(
      () => readProcessTable().find(({ pid }) => pid === program.process.pid)?.state === 'T',
    );
    await stopTree({ uid: uid(), root: program.process, graceMs: patient });
    assert.equal((await program.command.result).signal, 'SIGINT');
  });

  it('does not wait for processes that ignore a signal', async () => {
    // What a shell without job control starts with & ignores SIGINT.
    const program = await start('sh', '-c', 'sleep 1000 & echo $!');
    const child = identityOf(Number(await program.line()));
    await program.command.result;
    assert.ok(ignoresSignal(child.pid, 'SIGINT'));
    assert.equal(ignoresSignal(child.pid, 'SIGTERM'), false);
    const report = await stopTree({ uid: uid(), root: null, graceMs: patient });
    assert.deepEqual(report, { stopped: [child.pid], survivors: [] });
  });

  it('takes only what descends from the root when no agent is named', async () => {
    const one = await start('sh', '-c', 'setsid sleep 1000 & echo $!; wait');
    const child = identityOf(Number(await one.line()));
    const other = await start('sleep', '1000');
    const report = await stopTree({ uid: null, root: one.process, graceMs: patient });
    assert.deepEqual(new Set(report.stopped), new Set([one.process.pid, child.pid]));
    assert.ok(isAlive(other.process));
  });

  it('lets live what it is told to, even within a group that it ends', async () => {
    const program = await start('sh', '-c', 'sleep 1000 & echo $!; sleep 1000 & echo $!; wait');
    const spared = identityOf(Number(await program.line()));
    const other = identityOf(Number(await program.line()));
    const exclude = [spared.pid];
    const report = await stopTree({ uid: uid(), root: program.process, graceMs: 300, exclude });
    assert.deepEqual(report.survivors, []);
    assert.ok(isAlive(spared));
    assert.equal(isAlive(other), false);
  });

  it('never touches a stranger that got the pid of the root', async () => {
    const stranger = await start('sleep', '1000');
    const root = { ...stranger.process, startTime: '1' };
    const report = await stopTree({ uid: 'nobody', root, graceMs: 10 });
    assert.deepEqual(report, { stopped: [], survivors: [] });
    assert.ok(isAlive(stranger.process));
  });

  it('never ends its caller, even if the caller is the root', async () => {
    const child = await start('sleep', '1000');
    const report = await stopTree({ uid: null, root: currentIdentity(), graceMs: patient });
    assert.deepEqual(report.survivors, []);
    assert.ok(report.stopped.includes(child.process.pid));
  });

  it('spares the ancestors of its caller that only carry the marker, such as an editor', async () => {
    // setsid keeps the rule about the caller's own group out of it.
    const inner = `setsid -w "${process.execPath}" "${fixture('stop-from-inside.ts')}"`;
    const editor = await start(
      'sh',
      '-c',
      `sleep 1000 & echo $!; ${inner}; echo alive; sleep 1000`,
    );
    const other = Number(await editor.line());
    assert.deepEqual(JSON.parse(await editor.line()), { stopped: [other], survivors: [] });
    assert.equal(await editor.line(), 'alive');
    assert.ok(isAlive(editor.process));
  });

  it('ends the ancestors of its caller that are the root or below it', async () => {
    const inner = `setsid -w "${process.execPath}" "${fixture('stop-from-inside.ts')}" $$`;
    const shell = await start('sh', '-c', `${inner} & echo started; wait`);
    await shell.line();
    const { signal, reason } = await shell.command.result;
    assert.deepEqual({ signal, reason }, { signal: 'SIGINT', reason: 'signalled' });
  });

  it('hangs up on the shell of a terminal once what it runs has ended as it likes to', async function () {
    if (process.platform !== 'linux') this.skip();
    // script(1) gives the shell a terminal of its own.
    const shell = `exec ${process.execPath} ${fixture('terminal-shell.mjs')}`;
    const program = await start('script', '--quiet', '--command', shell, '/dev/null');
    await program.line();
    await stopTree({ uid: uid(), root: null, graceMs: patient, exclude: [program.process.pid] });
    assert.equal((await program.line()).trim(), 'job ended with 7');
    assert.equal((await program.line()).trim(), 'hung up');
  });

  it('ends the shell of a terminal that minds nothing', async function () {
    if (process.platform !== 'linux') this.skip();
    const program = await start(
      'script',
      ...[
        '--quiet',
        '--command',
        `exec bash --norc -i -c 'trap "" HUP; echo ready; while :; do read; done'`,
      ],
      '/dev/null',
    );
    await program.line();
    const exclude = [program.process.pid];
    const report = await stopTree({ uid: uid(), root: null, graceMs: 100, exclude });
    assert.equal(report.survivors.length, 0);
    assert.equal(report.stopped.length, 1);
  });

  it('is done at once when there is nothing to stop', async () => {
    const report = await stopTree({ uid: uid(), root: null, graceMs: patient });
    assert.deepEqual(report, { stopped: [], survivors: [] });
  });
});
