import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { LanekeeperError } from '../../../src/core/error.ts';
import { holdLock } from '../../../src/core/resource/machine-lock.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const program = path.join(import.meta.dirname, '../../fixtures/programs/hold-lock.ts');

describe('a lock of the machine', () => {
  const directory = temporaryDirectory();
  const children: ChildProcess[] = [];
  const file = (): string => path.join(directory(), 'locks', 'one');

  /** A process that takes the lock, and the lines it prints. */
  function start() {
    const child = spawn(process.execPath, ['--no-warnings', program, file()], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    children.push(child);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return {
      child,
      says: async (expected: string): Promise<void> => {
        const line: unknown = (await lines.next()).value;
        assert.equal(line, expected);
      },
    };
  }

  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });

  it('is had by one process at a time, and those who wait are told by whom', async () => {
    const first = start();
    await first.says('held');
    const second = start();
    await second.says(`waiting for ${first.child.pid}`);
    first.child.stdin.end();
    await first.says('released');
    await second.says('held');
  });

  it('ends with a process that is killed', async () => {
    const first = start();
    await first.says('held');
    const second = start();
    await second.says(`waiting for ${first.child.pid}`);
    first.child.kill('SIGKILL');
    await second.says('held');
  });

  it('is had by one holder at a time within a process as well', async () => {
    const order: string[] = [];
    const first = await holdLock(file(), { purpose: 'be first' });
    let told: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => {
      told = resolve;
    });
    const second = holdLock(file(), { purpose: 'be second', onWait: told }).then((lock) => {
      order.push('second held');
      return lock;
    });
    await waiting;
    order.push('first released');
    first.dispose();
    first.dispose();
    (await second).dispose();
    assert.deepEqual(order, ['first released', 'second held']);
  });

  it('is not waited for any longer once that is stopped', async () => {
    const lock = await holdLock(file(), { purpose: 'be first' });
    const stop = new AbortController();
    const waiting = holdLock(file(), {
      purpose: 'be second',
      signal: stop.signal,
      onWait: () => {
        stop.abort();
      },
    });
    await assert.rejects(
      waiting,
      (fault) => fault instanceof LanekeeperError && fault.code === 'interrupted',
    );
    lock.dispose();
  });
});
