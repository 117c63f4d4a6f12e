/**
 * Throughput of the contention matcher on three kinds of terminal output: `node bench/contention.ts
 * [MiB]`. Each corpus is split into chunks of random size, 1 byte to 64 KiB, and read seven times.
 * Printed are the median and the worst by the clock, and the median by the processor time of this
 * process, which says more on a machine that does other things meanwhile.
 */
import { availableParallelism, cpus } from 'node:os';
import { ContentionMatcher } from '../src/core/contention/matcher.ts';
import { contentionAccuracy } from '../tools/contention-accuracy.ts';
import { median } from './meter.ts';

const mebibytes = Number(process.argv[2] ?? 32);
const rounds = 7;
const barMegabytes = 100;

type Random = (below: number) => number;

/** Mulberry32: the same corpora on every run. */
function seeded(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const crates = ['serde', 'tokio', 'lock_api', 'fd-lock', 'blocking', 'regex-automata', 'hyper'];
const escape = '\u001b';

function crate(random: Random): string {
  return `${crates[random(crates.length)] ?? ''} v${random(9)}.${random(40)}.${random(200)}`;
}

function plainLine(random: Random): string {
  switch (random(8)) {
    case 0:
      return `warning: unused variable: \`value_${random(900)}\`\n`;
    case 1:
      return `  --> crates/engine/src/module_${random(90)}.rs:${random(900)}:${random(80)}\n`;
    case 2:
      return `${random(999)} |     let value_${random(900)} = compute(input, &options)?;\n`;
    case 3:
      return `test module_${random(90)}::tests::reads_what_was_written_${random(900)} ... ok\n`;
    default:
      return `   Compiling ${crate(random)}\n`;
  }
}

function colouredLine(random: Random): string {
  const done = random(25);
  const bar = `[${'='.repeat(done)}>${' '.repeat(25 - done)}]`;
  switch (random(4)) {
    case 0:
      return `${escape}[K${escape}[1m${escape}[92m   Compiling${escape}[0m ${crate(random)}\r\n`;
    case 1:
      return `${escape}[1G${escape}[0K${escape}[33m\u2819${escape}[39m resolving ${escape}[2m${crate(random)}${escape}[22m`;
    default:
      return `${escape}[1m${escape}[96m    Building${escape}[0m ${bar} ${random(400)}/400: ${crate(random)}          \r`;
  }
}

/** Lines that hold a whole message, or most of one, and are none. */
const nearMisses: readonly ((random: Random) => string)[] = [
  (random) => `NOTES.md:${random(90)}:    Blocking waiting for file lock on build directory\n`,
  () => `+    Blocking waiting for file lock on package cache\n`,
  () => `     Blocking waiting for file lock on build directory, said the log.\n`,
  () => `> error: could not lock config file .git/config: File exists\n`,
  (random) => `  ${random(90)}: Error: listen EADDRINUSE: address already in use :::3000\n`,
  () => `I saw "fatal: Unable to create '/w/r/.git/index.lock': File exists." again\n`,
  () => `{"content":"E: Could not get lock /var/lib/dpkg/lock-frontend. It is held"}\n`,
  (random) =>
    `${escape}[36mlog${escape}[0m ${escape}[32m${random(90)}${escape}[0m bash: line 1: 25409 Killed   python3\n`,
  () => `- Waiting for cache lock: Could not get lock /var/lib/dpkg/lock... 0s\r`,
  (random) => `Killed process ${random(9000)} (rustc), No space left on device (os error 28)?\n`,
  () => `| Another instance of SwiftPM, waiting until that process has finished execution... |\n`,
  () => `zsh: killed? JavaScript heap out of memory! signal: killed... database is locked.\n`,
];

function nearMiss(random: Random): string {
  if (random(5) === 0) return plainLine(random);
  return nearMisses[random(nearMisses.length)]?.(random) ?? '';
}

/** Every line a message: what a tool in a loop prints. */
function flood(random: Random): string {
  return random(2) === 0
    ? `Error: EMFILE: too many open files, open '/w/src/file_${random(900)}.ts'\n`
    : `    Blocking waiting for file lock on build directory\n`;
}

function corpus(seed: number, line: (random: Random) => string): Buffer {
  const random = seeded(seed);
  const bytes = Buffer.alloc(mebibytes * 1024 * 1024, '\n');
  for (let offset = 0; offset < bytes.length;) offset += bytes.write(line(random), offset) || 1;
  return bytes;
}

function split(bytes: Buffer, seed: number): Buffer[] {
  const random = seeded(seed);
  const chunks: Buffer[] = [];
  for (let offset = 0; offset < bytes.length;) {
    const end = offset + 1 + random(65536);
    chunks.push(bytes.subarray(offset, end));
    offset = end;
  }
  return chunks;
}

interface Result {
  /** Megabytes (10^6 bytes) a second by the clock. */
  readonly speed: number;
  /**
   * Megabytes a second of processor time, the garbage collector's and compiler's threads included.
   */
  readonly processorSpeed: number;
  readonly findings: number;
}

function measure(chunks: readonly Buffer[], bytes: number): Result {
  const start = process.hrtime.bigint();
  const usage = process.cpuUsage();
  const matcher = new ContentionMatcher();
  let findings = 0;
  for (const chunk of chunks) findings += matcher.push(chunk).length;
  findings += matcher.end().length;
  const { user, system } = process.cpuUsage(usage);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  return { speed: bytes / 1e6 / seconds, processorSpeed: bytes / (user + system), findings };
}

const corpora = {
  'plain cargo output': plainLine,
  'coloured, redrawn': colouredLine,
  'near misses': nearMiss,
  'nothing but messages': flood,
};

console.log(contentionAccuracy());
console.log(
  `node ${process.version}, ${cpus()[0]?.model.trim() ?? 'unknown processor'} × ${availableParallelism()}, ` +
    `${mebibytes} MiB a corpus, ${rounds} rounds; bar ${barMegabytes} MB/s`,
);
for (const [name, line] of Object.entries(corpora)) {
  const bytes = corpus(1, line);
  const results = Array.from({ length: rounds }, (_, round) =>
    measure(split(bytes, round), bytes.length),
  );
  const speeds = results.map((result) => result.speed);
  const processorSpeeds = results.map((result) => result.processorSpeed);
  console.log(
    `${name.padEnd(20)} median ${show(median(speeds))}, worst ${show(Math.min(...speeds))}, ` +
      `by processor time ${show(median(processorSpeeds))}, ${results[0]?.findings ?? 0} findings`,
  );
}

function show(speed: number): string {
  return `${speed.toFixed(0).padStart(4)} MB/s`;
}
