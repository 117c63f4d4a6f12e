/**
 * A gigabyte through the contention matcher, of what would fill a reader that keeps too much: `node
 * bench/contention-flood.ts [MB]`. Printed are megabytes a second of processor time, and by how much the memory of this
 * process has grown at most; fails where that is more than 64 MiB.
 */
import { ContentionMatcher } from '../src/core/contention/matcher.ts';

const megabytes = Number(process.argv[2] ?? 1000);
const mostGrowth = 64 * 1024 * 1024;
const chunkLength = 65_536;

/** Pieces of output that are repeated, each with a number of its own in the place of `#`. */
const floods: Readonly<Record<string, readonly string[]>> = {
  'one line, never ended': ['x'],
  'one line of beginnings of messages': [
    '    Blocking waiting for file lock on ',
    'npm error code ',
  ],
  'a control sequence, never ended': ['\u001b]0;title '],
  'every line a wait of another task': [
    '[task#] error: could not lock config file /w/#/.git/config: File exists\n',
    'web-#  |     Blocking waiting for file lock on package #\n',
  ],
  'quotations, never closed': [
    'running # tests\n',
    'task#:build: cache hit, replaying logs 3c14#\n',
  ],
  'redraws, broken bytes and sequences': [
    '\r\u001b[K\u001b[1m    Block\u001b[0ming waiting #',
    '\u00ff\u00fe\u001b[38;5;',
    '\u009b\u0085\u001bP#\u001b\\\r',
  ],
};

function* stream(pieces: readonly string[]): Generator<Buffer> {
  let number = 0;
  // One chunk again and again: what is measured is what the matcher keeps.
  const chunk = Buffer.alloc(chunkLength);
  const isSame = pieces.every((piece) => !piece.includes('#'));
  for (let sent = 0; sent < megabytes * 1e6; sent += chunkLength) {
    if (isSame && sent > 0) {
      yield chunk;
      continue;
    }
    for (let offset = 0; offset < chunkLength; number += 1) {
      const piece = pieces[number % pieces.length] ?? '';
      offset += chunk.write(piece.replaceAll('#', String(number)), offset, 'latin1') || chunkLength;
    }
    yield chunk;
  }
}

for (const [name, pieces] of Object.entries(floods)) {
  const matcher = new ContentionMatcher();
  const before = process.memoryUsage.rss();
  let most = before;
  let signals = 0;
  let spent = 0;
  for (const chunk of stream(pieces)) {
    const start = process.cpuUsage();
    signals += matcher.push(chunk).length;
    const { user, system } = process.cpuUsage(start);
    spent += user + system;
    most = Math.max(most, process.memoryUsage.rss());
  }
  signals += matcher.end().length;
  const growth = most - before;
  console.log(
    `${name.padEnd(38)} ${((megabytes * 1e6) / spent).toFixed(0).padStart(5)} MB/s of processor time, ` +
      `memory +${(growth / 1024 / 1024).toFixed(0)} MiB at most, ${signals} signals`,
  );
  if (growth > mostGrowth) process.exitCode = 1;
}
