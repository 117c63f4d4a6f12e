import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BoundedLog } from '../../../src/core/process/bounded-log.ts';
import { followLog, readLogTail } from '../../../src/core/process/log-reader.ts';
import { segmentPath } from '../../../src/core/process/log-segments.ts';
import { requireTool } from '../required-tool.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

/** Collects what a follower yields until it ends. */
function collect(stream: AsyncGenerator<Uint8Array>): { all: () => string; done: Promise<void> } {
  const chunks: Uint8Array[] = [];
  const done = (async () => {
    for await (const chunk of stream) chunks.push(chunk);
  })();
  return { all: () => Buffer.concat(chunks).toString(), done };
}

function text({ value }: IteratorResult<Uint8Array, unknown>): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString() : '';
}

describe('the tail of a log', () => {
  const directory = temporaryDirectory();
  const log = () => path.join(directory(), 'agent.log');

  it('is empty where there is no log', async () => {
    assert.equal((await readLogTail(log(), 100)).length, 0);
    assert.equal((await readLogTail(path.join(directory(), 'no', 'log'), 100)).length, 0);
  });

  it('is all of a log that is short enough', async () => {
    writeFileSync(log(), 'one\ntwo\n');
    assert.equal((await readLogTail(log(), 100)).toString(), 'one\ntwo\n');
    assert.equal((await readLogTail(log(), 8)).toString(), 'one\ntwo\n');
  });

  it('begins with a whole line', async () => {
    writeFileSync(log(), 'first\nsecond\nthird\n');
    assert.equal((await readLogTail(log(), 10)).toString(), 'third\n');
  });

  it('is what there is where a line is longer than what was asked for', async () => {
    writeFileSync(log(), 'x'.repeat(100));
    assert.equal((await readLogTail(log(), 10)).toString(), 'x'.repeat(10));
    assert.equal((await readLogTail(log(), 0)).length, 0);
  });

  it('reaches back into older segments, in order', async () => {
    writeFileSync(segmentPath(log(), 9), 'a\nb\n');
    writeFileSync(segmentPath(log(), 10), 'c\nd');
    writeFileSync(log(), 'd\ne\n');
    writeFileSync(`${log()}.x`, 'not a segment');
    assert.equal((await readLogTail(log(), 100)).toString(), 'a\nb\nc\ndd\ne\n');
    assert.equal((await readLogTail(log(), 9)).toString(), 'c\ndd\ne\n');
  });
});

describe('following a log', () => {
  const directory = temporaryDirectory();
  const log = () => path.join(directory(), 'log', 'agent.log');
  let abort = new AbortController();
  let ended = new AbortController();

  beforeEach(() => {
    abort = new AbortController();
    ended = new AbortController();
  });
  afterEach(() => {
    abort.abort();
  });

  const follow = (tailBytes?: number) =>
    followLog(log(), {
      signal: abort.signal,
      ended: ended.signal,
      ...(tailBytes === undefined ? {} : { tailBytes }),
    });

  const writer = (options: { limitBytes?: number; headBytes?: number } = {}) =>
    new BoundedLog({ path: log(), ...options });

  it('waits for the log to be made, and tells what is written as it is written', async () => {
    const stream = follow();
    const first = stream.next();
    const output = writer();
    await output.write(Buffer.from('one\n'));
    assert.equal(text(await first), 'one\n');
    const second = stream.next();
    await output.write(Buffer.from('two\n'));
    assert.equal(text(await second), 'two\n');
    await output.close();
    await stream.return(undefined);
  });

  it('ends at once when it is aborted', async () => {
    const stream = follow();
    const next = stream.next();
    abort.abort();
    assert.equal((await next).done, true);
  });

  it('reads all there is before it ends with its writer', async () => {
    const output = writer();
    await output.write(Buffer.alloc(300_000, 'x\n'));
    await output.close();
    ended.abort();
    const { all, done } = collect(follow());
    await done;
    assert.equal(all().length, 300_000);
  });

  it('is woken by the end of its writer', async () => {
    const { all, done } = collect(follow());
    const output = writer();
    await output.write(Buffer.from('text'));
    await output.close();
    ended.abort();
    await done;
    assert.equal(all(), 'text');
  });

  it('can begin near the end', async () => {
    const output = writer({ limitBytes: 8192, headBytes: 64 });
    for (let line = 0; line < 500; line += 1) await output.write(Buffer.from(`line ${line}\n`));
    await output.close();
    ended.abort();
    const { all, done } = collect(follow(1600));
    await done;
    assert.equal(all().length, 1600);
    assert.ok(all().endsWith('line 498\nline 499\n'));
  });

  it('loses and doubles nothing over rotations', async () => {
    const output = writer({ limitBytes: 64 * 1024, headBytes: 1024 });
    const stream = follow();
    let expected = '';
    let got = '';
    for (let round = 0; round < 400; round += 1) {
      const line = `${String(round).padStart(700, '.')}\n`;
      expected += line;
      await output.write(Buffer.from(line));
      // The reader keeps pace: it is told of each line before the next one is written.
      while (got.length < expected.length) {
        got += text(await stream.next());
      }
    }
    assert.equal(got, expected);
    await output.close();
    await stream.return(undefined);
  });

  it('tells a reader that fell behind what it missed', async () => {
    const output = writer({ limitBytes: 8192, headBytes: 64 });
    const writeLines = async (from: number, to: number) => {
      for (let line = from; line < to; line += 1) await output.write(Buffer.from(`line ${line}\n`));
    };
    const stream = follow();
    let read = '';
    await writeLines(0, 500);
    while (!read.endsWith('line 499\n')) read += text(await stream.next());
    await writeLines(500, 3000);
    await output.close();
    ended.abort();
    const { all, done } = collect(stream);
    await done;
    assert.ok(all().startsWith('line 500\n'));
    assert.match(all(), /\n\[lanekeeper\] Output is missing here: it came too fast\.\n/);
    assert.ok(all().endsWith('line 2999\n'));
    assert.ok(all().length < 8192 + 1024);
  });

  it('goes on when the log is made anew', async () => {
    const stream = follow();
    const first = stream.next();
    const output = writer();
    await output.write(Buffer.from('old\n'));
    await output.close();
    assert.equal(text(await first), 'old\n');
    // Kept under another name, so that its inode is not given to the next file.
    renameSync(path.dirname(log()), `${path.dirname(log())}.old`);
    const next = stream.next();
    const another = writer();
    await another.write(Buffer.from('new\n'));
    assert.equal(text(await next), 'new\n');
    await another.close();
    await stream.return(undefined);
    rmSync(`${path.dirname(log())}.old`, { recursive: true });
  });

  it('goes on when someone empties the file', async () => {
    const stream = follow();
    const first = stream.next();
    const output = writer();
    await output.write(Buffer.from('long enough\n'));
    await output.close();
    assert.equal(text(await first), 'long enough\n');
    truncateSync(log());
    appendFileSync(log(), 'short\n');
    assert.equal(text(await stream.next()), 'short\n');
    await stream.return(undefined);
  });

  it('can be done by tail -F of another process', async function () {
    await requireTool(this, 'tail');
    const output = writer({ limitBytes: 64 * 1024, headBytes: 1024 });
    await output.write(Buffer.from('begin\n'));
    // GNU tail without inotify looks only once a second, or less often.
    const often = process.platform === 'linux' ? ['-s', '0.05', '--max-unchanged-stats=1'] : [];
    const tail = spawn('tail', [...often, '-n', '+1', '-F', log()], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    try {
      let told = '';
      const hear = async (line: string) => {
        while (!told.includes(line)) {
          told += (await once(tail.stdout, 'data')).join('');
        }
      };
      await hear('begin\n');
      // Over the first rotation.
      await output.write(Buffer.alloc(10_000, 'x\n'));
      await output.write(Buffer.from('end\n'));
      await hear('end\n');
      assert.equal(told.replace(/\n/g, '').length, 'begin'.length + 5000 + 'end'.length);
    } finally {
      tail.kill();
      await output.close();
    }
  });
});
