/**
 * Cleans generated hostile trees beside a canary tree, which is compared byte for byte with modification times after
 * each, then measures speed beside rm(1) and fs.rm. Exits with 1 when one byte outside was lost.
 *
 *     node bench/clean.ts [--cases 10000] [--seed N] [--json]
 *
 * Three of ten cases run while another process exchanges directories for links to the canary tree.
 */
import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { clean } from '../src/core/artifact/clean.ts';
import { inventory } from '../src/core/artifact/inventory.ts';
import { createOwnedRoot } from '../src/core/artifact/marker.ts';
import { locate } from '../src/core/location.ts';
import { hostileTree, type HostileEntry } from '../test/unit/artifact/hostile-tree.ts';
import { cleanHostile, makeWorld } from '../test/unit/artifact/hostile-world.ts';
import { median } from './meter.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    json: { type: 'boolean', default: false },
  },
});

interface HostileFigures {
  readonly cases: number;
  /** Files, links and directories built. */
  readonly entries: number;
  /** Cases in which something outside the root changed; anything but 0 ends the run. */
  readonly lossesOutside: 0;
  readonly removedBytes: number;
  /** Cases in which something was kept, with a reason. */
  readonly casesWithKept: number;
  /** Directories exchanged for links meanwhile. */
  readonly exchanges: number;
  readonly seconds: number;
}

const swapper = path.join(import.meta.dirname, '../test/fixtures/programs/swapper.ts');
/** What was kept piles up and slows the swapper down, so it is swept away from time to time. */
const casesBetweenSweeps = 100;

async function hostile(
  directory: string,
  cases: readonly HostileEntry[][],
  alone: boolean,
): Promise<HostileFigures> {
  mkdirSync(directory);
  const world = makeWorld(directory);
  const { namespaces, trash } = world.location;
  const started = performance.now();
  const meddler = alone ? null : fork(swapper, [world.canary, namespaces, trash]);
  let removedBytes = 0;
  let casesWithKept = 0;
  let exchanges = 0;
  try {
    if (meddler) await once(meddler, 'message');
    for (const [index, entries] of cases.entries()) {
      const report = await cleanHostile(world, entries, { alone });
      removedBytes += report.bytes;
      casesWithKept += report.kept.length > 0 ? 1 : 0;
      if (index % casesBetweenSweeps === 0) sweep([namespaces, trash], meddler);
    }
    if (meddler) exchanges = await countExchanges(meddler);
  } finally {
    if (meddler) {
      meddler.kill('SIGKILL');
      await once(meddler, 'exit');
    }
  }
  const seconds = (performance.now() - started) / 1000;
  const entries = cases.reduce((sum, tree) => sum + countEntries(tree), 0);
  return {
    cases: cases.length,
    entries,
    lossesOutside: 0,
    removedBytes,
    casesWithKept,
    exchanges,
    seconds,
  };
}

/** By path, so only while nobody exchanges anything. */
function sweep(directories: readonly string[], meddler: ChildProcess | null): void {
  meddler?.kill('SIGSTOP');
  for (const directory of directories) {
    rmSync(directory, { recursive: true });
    mkdirSync(directory);
  }
  meddler?.kill('SIGCONT');
}

async function countExchanges(meddler: ChildProcess): Promise<number> {
  meddler.send('count');
  const message: readonly unknown[] = await once(meddler, 'message');
  return Number(message[0]);
}

function countEntries(entries: readonly HostileEntry[]): number {
  return entries.reduce((sum, entry) => {
    if (entry.type === 'chain') return sum + entry.depth + 1;
    return sum + 1 + ('entries' in entry ? countEntries(entry.entries) : 0);
  }, 0);
}

interface Speed {
  readonly files: number;
  readonly directories: number;
  readonly seconds: Readonly<Record<'inventory' | 'du' | 'clean' | 'rm' | 'fs.rm', number>>;
}

const speedDirectories = 2000;
const filesPerDirectory = 25;
const speedRounds = 3;

/** A tree like a target directory: median seconds of each way, one after the other, each on a tree just written. */
async function speed(directory: string): Promise<Speed> {
  const uid = 'bench';
  const agent = 'bench';
  const location = locate({ LANEKEEPER_HOME: path.join(directory, 'home') });
  const place = path.join(location.namespaces, 'bench');
  const ways: Readonly<Record<keyof Speed['seconds'], () => unknown>> = {
    inventory: () => inventory([{ kind: 'namespace', path: place }]),
    du: () => execFileSync('du', ['-s', place]),
    clean: () =>
      clean({
        agent,
        uid,
        location,
        roots: [{ kind: 'namespace', path: place, uid }],
        dryRun: false,
      }),
    rm: () => execFileSync('rm', ['-r', place]),
    'fs.rm': () => rm(place, { recursive: true }),
  };
  const seconds: Record<keyof Speed['seconds'], number[]> = {
    inventory: [],
    du: [],
    clean: [],
    rm: [],
    'fs.rm': [],
  };
  for (let round = 0; round < speedRounds; round += 1) {
    for (const way of ['inventory', 'du', 'clean', 'rm', 'fs.rm'] as const) {
      // The two that only look need no tree of their own.
      if (way !== 'du' && way !== 'clean') {
        rmSync(place, { recursive: true, force: true });
        await createOwnedRoot('namespace', place, uid, agent);
        for (let index = 0; index < speedDirectories; index += 1) fill(place, index);
      }
      const started = performance.now();
      await ways[way]();
      seconds[way].push((performance.now() - started) / 1000);
    }
  }
  return {
    files: speedDirectories * filesPerDirectory,
    directories: speedDirectories,
    seconds: {
      inventory: median(seconds.inventory),
      du: median(seconds.du),
      clean: median(seconds.clean),
      rm: median(seconds.rm),
      'fs.rm': median(seconds['fs.rm']),
    },
  };
}

function fill(place: string, index: number): void {
  const directory = path.join(place, 'target', `${index % 40}`, `${index}`);
  mkdirSync(directory, { recursive: true });
  for (let file = 0; file < filesPerDirectory; file += 1) {
    writeFileSync(path.join(directory, `${file}`), 'object code');
  }
}

function tell(name: string, figures: HostileFigures): void {
  const { cases, entries, lossesOutside, casesWithKept, exchanges, removedBytes, seconds } =
    figures;
  console.log(
    `${name}: ${cases} trees, ${entries} entries, ${exchanges} exchanges; ` +
      `${lossesOutside} bytes lost outside; ${removedBytes} bytes removed, ` +
      `something kept in ${casesWithKept} trees; ${seconds.toFixed(0)} s`,
  );
}

const base = mkdtempSync(path.join(realpathSync(tmpdir()), 'lanekeeper-bench-'));
try {
  const seed = Number(values.seed);
  const cases = fc.sample(hostileTree, { numRuns: Number(values.cases), seed });
  const split = Math.ceil(cases.length * 0.7);
  const alone = await hostile(path.join(base, 'alone'), cases.slice(0, split), true);
  if (!values.json) tell('undisturbed', alone);
  const raced = await hostile(path.join(base, 'raced'), cases.slice(split), false);
  if (!values.json) tell('raced', raced);
  const speeds = await speed(path.join(base, 'speed'));
  if (values.json) {
    console.log(JSON.stringify({ seed, undisturbed: alone, raced, speed: speeds }));
  } else {
    console.log(`seed ${seed}`);
    console.log(`${speeds.files} files in ${speeds.directories} directories, median seconds:`);
    console.table(speeds.seconds);
  }
} finally {
  rmSync(base, { recursive: true, force: true });
}
