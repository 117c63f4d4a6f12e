import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ErrorCode } from '../../../src/core/error.ts';
import { LanekeeperError } from '../../../src/core/error.ts';
import { SupervisedCommand } from '../../../src/core/process/command.ts';
import type { CommandOptions, CommandState } from '../../../src/core/process/command.ts';
import { currentIdentity, isAlive } from '../../../src/core/process/identity.ts';
import { readProcessTable } from '../../../src/core/process/process-table.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { eventually, fixture, markedEnvironment, programs } from './programs.ts';

describe('a supervised command', () => {
  const { uid, start } = programs();
  const directory = temporaryDirectory();

  interface Recorded {
    readonly command: SupervisedCommand;
    readonly states: CommandState['name'][];
    readonly output: () => string;
  }

  const prepare = (words: readonly string[], options: Partial<CommandOptions> = {}): Recorded => {
    const chunks: Uint8Array[] = [];
    const states: CommandState['name'][] = [];
    const command = new SupervisedCommand({
      command: words,
      cwd: directory(),
      environment: markedEnvironment(uid()),
      onOutput: (chunk) => {
        chunks.push(chunk);
      },
      onStateChanged: ({ name }) => states.push(name),
      onFault: assert.ifError,
      ...options,
    });
    return { command, states, output: () => Buffer.concat(chunks).toString() };
  };

  it('goes from starting over running to ended', async () => {
    const { command, states } = prepare(['true']);
    assert.equal(command.state.name, 'starting');
    await command.start();
    assert.deepEqual(await command.result, { exitCode: 0, signal: null, reason: 'exited' });
    assert.deepEqual(states, ['running', 'ended']);
  });

  it('tells its exit code', async () => {
    const { command } = prepare(['sh', '-c', 'exit 42']);
    await command.start();
    assert.deepEqual(await command.result, { exitCode: 42, signal: null, reason: 'exited' });
  });

  it('tells the signal that ended it', async () => {
    const { command } = prepare(['sh', '-c', 'kill -KILL $$']);
    await command.start();
    const expected = { exitCode: null, signal: 'SIGKILL', reason: 'signalled' };
    assert.deepEqual(await command.result, expected);
  });

  it('delivers all output, bytes as they are, and which stream they were on', async () => {
    const streams: Record<string, Buffer> = {};
    const { command } = prepare(
      ['sh', '-c', String.raw`printf '\033[31mred\377'; printf 'wrong\n' >&2`],
      {
        onOutput: (chunk, stream) => {
          streams[stream] = Buffer.concat([streams[stream] ?? Buffer.alloc(0), chunk]);
        },
      },
    );
    await command.start();
    await command.result;
    assert.equal(streams['stdout']?.toString('latin1'), '\x1b[31mred\xff');
    assert.equal(streams['stderr']?.toString(), 'wrong\n');
  });

  it('runs in a session of its own, without a terminal, with an empty input', async () => {
    const script = 'cat; [ -t 0 ] || echo no terminal; (: < /dev/tty) 2>/dev/null || echo no tty';
    const { command, output } = prepare(['sh', '-c', script]);
    const { pid } = await command.start();
    const entry = readProcessTable().find((each) => each.pid === pid);
    assert.ok(entry === undefined || (entry.group === pid && entry.session === pid));
    await command.result;
    assert.equal(output(), 'no terminal\nno tty\n');
  });

  it('gets exactly the given environment and directory', async () => {
    const { command, output } = prepare(['sh', '-c', 'pwd; env'], {
      environment: { PATH: process.env['PATH'] ?? '', ONLY: 'this' },
    });
    await command.start();
    await command.result;
    const [cwd, ...variables] = output().trimEnd().split('\n');
    assert.equal(cwd, directory());
    // A shell adds some of its own.
    const own = variables.filter((line) => !/^(PWD|SHLVL|OLDPWD|_)=/.test(line));
    assert.deepEqual(own.sort(), ['ONLY=this', `PATH=${process.env['PATH'] ?? ''}`]);
  });

  const startFails = async (
    code: ErrorCode,
    words: readonly string[],
    options: Partial<CommandOptions> = {},
  ): Promise<LanekeeperError> => {
    const { command, states } = prepare(words, options);
    const fault: unknown = await command.start().catch((thrown: unknown) => thrown);
    assert.ok(fault instanceof LanekeeperError, String(fault));
    assert.equal(fault.code, code);
    await assert.rejects(command.result, fault);
    assert.deepEqual(states, []);
    return fault;
  };

  it('says that it was not found', async () => {
    const fault = await startFails('command-not-found', ['no-such-program', 'x']);
    assert.match(fault.message, /no-such-program/);
    await startFails('command-not-found', ['./no-such-program']);
    await startFails('command-not-found', ['']);
    await startFails('command-not-found', []);
  });

  it('is not found in the directory it runs in, as that is the checkout', async () => {
    const planted = path.join(directory(), 'planted');
    writeFileSync(planted, '#!/bin/sh\necho planted\n', { mode: 0o755 });
    const environment = { PATH: `:.:${process.env['PATH'] ?? ''}` };
    await startFails('command-not-found', ['planted'], { environment });
    const { command, output } = prepare(['./planted'], { environment });
    await command.start();
    await command.result;
    assert.equal(output(), 'planted\n');
  });

  it('says that its interpreter was not found', async () => {
    const script = path.join(directory(), 'script');
    writeFileSync(script, '#!/no/such/interpreter\n', { mode: 0o755 });
    const fault = await startFails('command-not-found', [script]);
    assert.match(fault.cure, /interpreter/);
  });

  it('says that it is no program', async () => {
    const file = path.join(directory(), 'file');
    writeFileSync(file, 'text');
    await startFails('command-failed', ['./file']);
  });

  it('says that its directory is missing, or none', async () => {
    const cwd = path.join(directory(), 'missing');
    const fault = await startFails('directory-missing', ['true'], { cwd });
    assert.ok(fault.message.includes(cwd));
    writeFileSync(cwd, '');
    await startFails('directory-missing', ['true'], { cwd });
  });

  it('says that its arguments are too long, or impossible', async () => {
    const fault = await startFails('command-failed', ['true', 'x'.repeat(16 * 1024 * 1024)]);
    assert.match(fault.message, /larger than the system allows/);
    await startFails('command-failed', ['true', 'a\0b']);
  });

  it('waits while its output is not taken', async () => {
    const gate = Promise.withResolvers<undefined>();
    const reached = Promise.withResolvers<undefined>();
    const mebibytes = 8;
    let taken = 0;
    let waiting = 0;
    let mostWaiting = 0;
    const { command } = prepare([process.execPath, fixture('flood.mjs'), String(mebibytes)], {
      onOutput: async (chunk) => {
        taken += chunk.length;
        waiting += 1;
        mostWaiting = Math.max(mostWaiting, waiting);
        reached.resolve(undefined);
        await gate.promise;
        // Long enough for more to arrive, were it read meanwhile.
        await delay(1);
        waiting -= 1;
      },
    });
    const identity = await command.start();
    await reached.promise;
    // The writer fills the pipe and is then put to sleep by the kernel.
    await eventually(
      () => readProcessTable().find(({ pid }) => pid === identity.pid)?.state === 'S',
    );
    assert.ok(taken < 1024 * 1024);
    gate.resolve(undefined);
    assert.equal((await command.result).exitCode, 0);
    assert.equal(taken, mebibytes * 1024 * 1024);
    assert.equal(mostWaiting, 1);
  });

  it('is read on when its reader fails, and its reader hears of it', async () => {
    const faults: unknown[] = [];
    const failure = new Error('reader');
    const { command } = prepare(['echo', 'text'], {
      onOutput: () => {
        throw failure;
      },
      onFault: (fault) => faults.push(fault),
    });
    await command.start();
    assert.equal((await command.result).exitCode, 0);
    assert.deepEqual(faults, [failure]);
  });

  it('ends although a daemon holds its output open, which is read on', async () => {
    const program = await start('sh', '-c', `sh ${fixture('daemon.sh')}; exit 5`);
    const daemon = Number(await program.line());
    assert.equal((await program.command.result).exitCode, 5);
    const entry = readProcessTable().find(({ pid }) => pid === daemon);
    assert.ok(entry);
    const report = await program.command.stop({ uid: uid(), graceMs: 10_000 });
    assert.deepEqual(report.stopped, [daemon]);
  });

  it('ends although a daemon floods the output it holds open', async () => {
    const { command } = prepare(['sh', fixture('flooding-daemon.sh')], {
      onOutput: () => undefined,
    });
    await command.start();
    assert.equal((await command.result).exitCode, 0);
    const { stopped, survivors } = await command.stop({ uid: uid(), graceMs: 10_000 });
    assert.equal(stopped.length, 1);
    assert.deepEqual(survivors, []);
    command.dispose();
  });

  it('that never ends is stopped', async () => {
    const program = await start('sleep', 'infinity');
    const stopping = program.command.stop({ uid: uid(), graceMs: 10_000 });
    assert.equal(program.command.state.name, 'stopping');
    assert.deepEqual((await stopping).stopped, [program.process.pid]);
    const expected = { exitCode: null, signal: 'SIGINT', reason: 'stopped' };
    assert.deepEqual(await program.command.result, expected);
    assert.equal(program.command.state.name, 'ended');
  });

  it('that ends by itself on the first signal counts as stopped, with its exit code', async () => {
    const program = await start(process.execPath, fixture('end-on-interrupt.mjs'));
    await program.line();
    // The second call joins the first, so that no second SIGINT is sent.
    const stop = () => program.command.stop({ uid: uid(), graceMs: 10_000 });
    const [first, second] = await Promise.all([stop(), stop()]);
    assert.equal(first, second);
    const expected = { exitCode: 7, signal: null, reason: 'stopped' };
    assert.deepEqual(await program.command.result, expected);
  });

  it('does not start once it was asked to stop', async () => {
    const { command } = prepare(['true']);
    const starting = command.start();
    const report = await command.stop({ uid: uid(), graceMs: 10_000 });
    assert.deepEqual(report, { stopped: [], survivors: [] });
    await assert.rejects(starting, { code: 'interrupted' });
  });

  it('is killed with its group when it is disposed', async () => {
    const program = await start('sh', '-c', 'trap "" INT TERM; sleep 1000 & echo $!; wait');
    await program.line();
    program.command.dispose();
    const expected = { exitCode: null, signal: 'SIGKILL', reason: 'stopped' };
    assert.deepEqual(await program.command.result, expected);
    assert.equal(isAlive(program.process), false);
    assert.ok(isAlive(currentIdentity()));
  });
});
