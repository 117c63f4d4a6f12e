/**
 * Builds a real workspace with cargo's intermediates on a disk and on a tmpfs in turn: from nothing, and again after an
 * edit. Says what each pair cost, and whether a tmpfs is worth its memory.
 *
 *     node bench/build-directory.ts [--pairs 5] [--disk DIRECTORY] [--memory /dev/shm] [--json]
 *
 * The outputs, cargo's CARGO_TARGET_DIR, are on the disk in either case. No compiler cache takes part. Processor time is
 * that of cargo and all that it started (times(2)), so that other work on the machine hardly shows in it.
 */
import { execFile } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { realWorkspace } from './real-workspace.ts';

const run = promisify(execFile);

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '5' },
    disk: { type: 'string', default: tmpdir() },
    memory: { type: 'string', default: '/dev/shm' },
    json: { type: 'boolean', default: false },
  },
});

const disk = mkdtempSync(path.join(values.disk, 'lanekeeper-disk-'));
const memory = mkdtempSync(path.join(values.memory, 'lanekeeper-memory-'));

interface Cost {
  readonly seconds: number;
  readonly processorSeconds: number;
}

type Place = 'disk' | 'memory';
type Work = 'cold' | 'edit';

const costs: Record<Work, Record<Place, Cost[]>> = {
  cold: { disk: [], memory: [] },
  edit: { disk: [], memory: [] },
};

try {
  const workspace = await realWorkspace(path.join(disk, 'workspace'));
  // Each pair begins with the other place, so that neither has the warmer page cache.
  for (let pair = 0; pair < Number(values.pairs); pair += 1) {
    const order: Place[] = pair % 2 === 0 ? ['disk', 'memory'] : ['memory', 'disk'];
    for (const place of order) {
      const top = place === 'disk' ? disk : memory;
      const intermediates = path.join(top, 'build');
      const outputs = path.join(disk, 'target');
      costs.cold[place].push(await build(workspace, intermediates, outputs));
      appendFileSync(path.join(workspace, 'src', 'main.rs'), '// edited\n');
      costs.edit[place].push(await build(workspace, intermediates, outputs));
      rmSync(intermediates, { recursive: true });
      rmSync(outputs, { recursive: true });
    }
  }
} finally {
  rmSync(disk, { recursive: true, force: true });
  rmSync(memory, { recursive: true, force: true });
}

if (values.json) process.stdout.write(`${JSON.stringify(costs, null, 2)}\n`);
else {
  console.log('| build | figure | disk | tmpfs | median of the pairs’ ratio |');
  console.log('| --- | --- | --- | --- | --- |');
  for (const [work, of] of Object.entries(costs)) {
    for (const figure of ['seconds', 'processorSeconds'] as const) {
      const [onDisk, inMemory] = [of.disk, of.memory].map((each) =>
        each.map((cost) => cost[figure]),
      );
      const ratios = (inMemory ?? []).map((value, pair) => value / (onDisk?.[pair] ?? NaN));
      const row = [work, figure, median(onDisk).toFixed(2), median(inMemory).toFixed(2)];
      console.log(`| ${[...row, median(ratios).toFixed(3)].join(' | ')} |`);
    }
  }
}

async function build(workspace: string, intermediates: string, outputs: string): Promise<Cost> {
  const started = performance.now();
  const script = 'cargo build --locked --offline >&2 || exit; times';
  const { stdout } = await run('sh', ['-c', script], {
    cwd: workspace,
    env: {
      ...process.env,
      CARGO_BUILD_BUILD_DIR: intermediates,
      CARGO_TARGET_DIR: outputs,
      RUSTC_WRAPPER: '',
    },
    maxBuffer: 2 ** 24,
  });
  const seconds = (performance.now() - started) / 1000;
  const children = stdout.trim().split('\n').at(-1) ?? '';
  const processorSeconds = [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest),
    0,
  );
  return { seconds, processorSeconds };
}

function median(numbers: readonly number[] = []): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = NaN, high = NaN] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
}
