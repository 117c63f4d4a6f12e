import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { BoundedLog } from '../../../src/core/process/bounded-log.ts';
import { SupervisedCommand } from '../../../src/core/process/command.ts';
import { readLogTail } from '../../../src/core/process/log-reader.ts';
import { skipOrFail } from '../required-tool.ts';
import { smallDisks } from '../small-disk.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { eventually, fixture, markedEnvironment } from './programs.ts';

const mebibyte = 1024 * 1024;

/** Files may be renamed while they are counted. */
function bytesIn(directory: string): number {
  if (!existsSync(directory)) return 0;
  return readdirSync(directory).reduce(
    (sum, name) =>
      sum + (statSync(path.join(directory, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

describe('a bounded log', () => {
  const directory = temporaryDirectory();
  const logPath = () => path.join(directory(), 'log', 'agent.log');

  const written = async (chunks: readonly (string | Uint8Array)[], limitBytes?: number) => {
    const log = new BoundedLog({
      path: logPath(),
      ...(limitBytes ? { limitBytes, headBytes: 64 } : {}),
    });
    for (const chunk of chunks) await log.write(Buffer.from(chunk));
    await log.close();
    return log;
  };

  it('holds the bytes as they were written', async () => {
    const bytes = Buffer.from('\x1b[32mgreen\x1b[0m\r\n\xff\0', 'latin1');
    await written([bytes, 'more\n']);
    assert.deepEqual(readFileSync(logPath()), Buffer.concat([bytes, Buffer.from('more\n')]));
  });

  it('can be read by its owner alone', async () => {
    await written(['secret']);
    assert.equal(statSync(logPath()).mode & 0o077, 0);
  });

  it('is made only when something is written', async () => {
    await written([]);
    assert.equal(existsSync(path.dirname(logPath())), false);
  });

  it('goes on where an earlier one ended', async () => {
    await written(['one\n']);
    await written(['two\n']);
    assert.equal(readFileSync(logPath(), 'utf8'), 'one\ntwo\n');
  });

  it('keeps the beginning and the end, says what is missing, and stays within its limit', async () => {
    const lines = Array.from({ length: 5000 }, (_, at) => `line ${at}\n`);
    await written(lines, 4096);
    assert.ok(bytesIn(path.dirname(logPath())) <= 4096);
    const text = (await readLogTail(logPath(), mebibyte)).toString();
    assert.ok(text.startsWith('line 0\nline 1\n'));
    assert.match(
      text,
      /\n\[lanekeeper\] Output is missing here: the log has reached its limit\.\n/,
    );
    assert.ok(text.endsWith('line 4998\nline 4999\n'));
    // At least 6/8 of what the limit leaves for recent output.
    assert.ok(text.includes('line 4800\n'));
  });

  it('keeps its limit and the end of what was written, whatever is written', async () => {
    const chunk = fc.uint8Array({ minLength: 0, maxLength: 700 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(chunk, { maxLength: 30 }), { maxLength: 3 }),
        async (runs) => {
          rmSync(path.dirname(logPath()), { recursive: true, force: true });
          mkdirSync(path.dirname(logPath()));
          for (const run of runs) await written(run, 4096);
          const all = Buffer.concat(runs.flat());
          assert.ok(bytesIn(path.dirname(logPath())) <= 4096);
          const kept = await readLogTail(logPath(), mebibyte);
          assert.deepEqual(kept.subarray(-2048), all.subarray(-Math.min(2048, kept.length)));
          assert.deepEqual(kept.subarray(0, 64), all.subarray(0, 64));
          if (all.length <= 3000) assert.deepEqual(kept, all);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('makes its writer wait until less than a mebibyte is left to write', async () => {
    const log = new BoundedLog({ path: logPath() });
    let waited = Promise.resolve();
    for (let count = 0; count < 16; count += 1) waited = log.write(Buffer.alloc(mebibyte));
    await waited;
    assert.ok(bytesIn(path.dirname(logPath())) > 15 * mebibyte);
    await log.close();
  });

  it('counts what comes after its end as lost', async () => {
    const log = await written(['text']);
    await log.write(Buffer.from('late'));
    assert.equal(log.lostBytes, 4);
    assert.equal(readFileSync(logPath(), 'utf8'), 'text');
  });

  it('lets go of what is not written when it is disposed, and of its file', async () => {
    const log = new BoundedLog({ path: logPath() });
    const last = Promise.all(Array.from({ length: 64 }, () => log.write(Buffer.alloc(mebibyte))));
    log.dispose();
    // Nobody waits for room for ever.
    await last;
    await log.close();
    assert.ok(log.lostBytes > 0);
    if (process.platform === 'linux') {
      const open = readdirSync('/proc/self/fd').map((fd) => `/proc/self/fd/${fd}`);
      const targets = spawnSync('readlink', open, { encoding: 'utf8' }).stdout;
      assert.equal(targets.includes(logPath()), false);
    }
  });

  it('does not bring back a directory that was cleaned away', async () => {
    const log = new BoundedLog({ path: logPath(), limitBytes: 4096, headBytes: 64 });
    await log.write(Buffer.from('text'));
    await eventually(() => existsSync(logPath()) && statSync(logPath()).size === 4);
    rmSync(path.dirname(logPath()), { recursive: true });
    for (let count = 0; count < 20; count += 1) await log.write(Buffer.alloc(500));
    await log.close();
    assert.equal(existsSync(path.dirname(logPath())), false);
  });

  it('survives a gigabyte in bounded memory and on a bounded disk', async function () {
    this.timeout(120_000);
    const log = new BoundedLog({ path: logPath() });
    let received = 0;
    let mostMemory = 0;
    let mostDisk = 0;
    const command = new SupervisedCommand({
      command: [process.execPath, fixture('flood.mjs'), '1024'],
      cwd: directory(),
      environment: markedEnvironment('flood'),
      onOutput: (chunk) => {
        if (Math.floor((received + chunk.length) / mebibyte) % 64 === 0) {
          mostMemory = Math.max(mostMemory, process.memoryUsage.rss());
          mostDisk = Math.max(mostDisk, bytesIn(path.dirname(logPath())));
        }
        received += chunk.length;
        return log.write(chunk);
      },
      onFault: assert.ifError,
    });
    const before = process.memoryUsage.rss();
    await command.start();
    assert.equal((await command.result).exitCode, 0);
    await log.close();
    assert.equal(received, 1024 * mebibyte);
    assert.equal(log.lostBytes, 0);
    assert.ok(mostDisk > 32 * mebibyte && mostDisk <= 64 * mebibyte, `${mostDisk} bytes on disk`);
    assert.ok(bytesIn(path.dirname(logPath())) <= 64 * mebibyte);
    assert.ok(mostMemory - before < 256 * mebibyte, `${mostMemory - before} bytes of memory`);
  });
});

describe('a bounded log on a full disk', () => {
  const smallDisk = smallDisks();
  const directory = temporaryDirectory();

  it('drops and counts, and does not stop the writer', async function () {
    if (!existsSync('/dev/full')) return skipOrFail(this, '/dev/full');
    const log = new BoundedLog({ path: '/dev/full' });
    for (let count = 0; count < 100; count += 1) await log.write(Buffer.alloc(64 * 1024));
    await log.close();
    assert.equal(log.lostBytes, 100 * 64 * 1024);
  });

  it('says how much is missing once there is space again', async function () {
    const { path: mount } = await smallDisk(this, path.join(directory(), 'small'), 256);
    const ballast = path.join(mount, 'ballast');
    writeFileSync(ballast, Buffer.alloc(200 * 1024));
    const log = new BoundedLog({ path: path.join(mount, 'agent.log') });
    await log.write(Buffer.alloc(100 * 1024, 'a'));
    await eventually(() => log.lostBytes > 0);
    const lostAtFirst = log.lostBytes;
    await log.write(Buffer.alloc(1000, 'b'));
    await eventually(() => log.lostBytes > lostAtFirst);
    const lost = log.lostBytes;
    rmSync(ballast);
    await log.write(Buffer.from('after\n'));
    await log.close();
    const text = readFileSync(path.join(mount, 'agent.log'), 'utf8');
    assert.equal(log.lostBytes, lost);
    assert.ok(lost > 40 * 1024 && lost < 101 * 1024, String(lost));
    const expected = `\n[lanekeeper] ${lost} bytes of output are missing here (ENOSPC).\nafter\n`;
    assert.ok(text.endsWith(`a${expected}`), text.slice(-200));
    assert.equal(text.length, 100 * 1024 + 1000 - lost + expected.length);
  });

  it('says so at the end if no more output comes', async function () {
    const disk = await smallDisk(this, path.join(directory(), 'small'), 64);
    const { path: mount } = disk;
    disk.fill();
    const log = new BoundedLog({ path: path.join(mount, 'agent.log') });
    await log.write(Buffer.from('text'));
    await eventually(() => log.lostBytes > 0);
    disk.free();
    await log.close();
    const text = readFileSync(path.join(mount, 'agent.log'), 'utf8');
    assert.equal(text, '\n[lanekeeper] 4 bytes of output are missing here (ENOSPC).\n');
  });
});
