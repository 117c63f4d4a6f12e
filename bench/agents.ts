/**
 * Builds one real Rust program in five ways, one after the other, each from nothing: one agent alone; four agents in one
 * target directory; four by the plain recipe, a target directory each; four Lanekeeper agents in one checkout, and in a
 * worktree each. Prints medians, and whether they hold what docs/benchmarks.md promises.
 *
 *     npx node bench/agents.ts [--rounds 3] [--json]
 *
 * Needs Linux, cargo, git and sccache; wants a machine that does nothing else. Crates are fetched beforehand; every
 * compiler cache starts empty.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { CheckoutKind } from '../src/core/agent/agent.ts';
import { buildForRelease } from '../tools/build.ts';
import { privately, runAgents, withEngine } from './agent-run.ts';
import { benchMarker, measure, median, type Cost } from './meter.ts';
import { MeteredCompiler } from './metered-compiler.ts';
import { putAway } from './put-away.ts';
import { realWorkspace } from './real-workspace.ts';
import { conditions, markdownTable } from './table.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
});

const agents = ['one', 'two', 'three', 'four'] as const;

interface Place {
  readonly workspace: string;
  /** Empty; all that a way writes beside the workspace lies in it. */
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
}

async function cargo({ workspace, environment }: Place, target: string): Promise<void> {
  const build = spawn('cargo', ['build', '--workspace', '--quiet'], {
    cwd: workspace,
    env: { ...environment, RUSTC_WRAPPER: '', CARGO_TARGET_DIR: target },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  build.stderr.resume();
  const closed: readonly unknown[] = await once(build, 'close');
  if (closed[0] !== 0) throw new Error(`cargo build ended with ${String(closed[0])}`);
}

function lanekeeper(checkout: CheckoutKind): (place: Place) => Promise<void> {
  return ({ workspace, directory, environment }) =>
    withEngine({ ...privately(directory), ...environment }, async (engine) => {
      await runAgents(
        engine,
        agents.map((id) => ({ id, type: 'rust-dev', workspace, checkout })),
      );
    });
}

const alone = 'one agent alone';
const isolated = 'four, a target each';
const shared = 'four Lanekeeper agents, one checkout';
const worktrees = 'four Lanekeeper agents, a worktree each';

const ways: Readonly<Record<string, (place: Place) => Promise<unknown>>> = {
  [alone]: (place) => cargo(place, path.join(place.directory, 'target')),
  'four, one target': (place) =>
    Promise.all(agents.map(() => cargo(place, path.join(place.directory, 'target')))),
  [isolated]: (place) =>
    Promise.all(agents.map((id) => cargo(place, path.join(place.directory, id)))),
  [shared]: lanekeeper('shared'),
  [worktrees]: lanekeeper('worktree'),
};

interface Figures extends Cost {
  /** Processor time of rustc and the linkers it runs. */
  readonly compilerSeconds: number;
  readonly diskBytes: number;
}

async function measureWay(
  base: string,
  workspace: string,
  way: (place: Place) => Promise<unknown>,
): Promise<Figures> {
  const directory = path.join(base, 'd');
  mkdirSync(directory);
  const compiler = new MeteredCompiler(base);
  const marker = path.basename(base);
  const environment = { ...process.env, [benchMarker]: marker, RUSTC: compiler.path };
  const cost = await measure(marker, async () => {
    await way({ workspace, directory, environment });
  });
  const blocks = execFileSync('du', ['-s', '--block-size=1', directory], { encoding: 'utf8' });
  putAway(directory);
  execFileSync('git', ['-C', workspace, 'worktree', 'prune']);
  return { ...cost, compilerSeconds: compiler.take(), diskBytes: Number.parseInt(blocks, 10) };
}

const columns: readonly (readonly [
  name: string,
  read: (figures: Figures) => number,
  digits: number,
])[] = [
  ['time s', ({ seconds }) => seconds, 1],
  ['compilers CPU s', ({ compilerSeconds }) => compilerSeconds, 1],
  ['lock wait s', ({ lockWaitSeconds }) => lockWaitSeconds, 1],
  ['peak memory MB', ({ peakBytes }) => peakBytes / 1e6, 0],
  ['disk MB', ({ diskBytes }) => diskBytes / 1e6, 0],
];

function bars(figures: ReadonlyMap<string, readonly Figures[]>): string[][] {
  const of = (name: string, read: (figures: Figures) => number): number =>
    median((figures.get(name) ?? []).map(read));
  const seconds = (name: string): number => of(name, (each) => each.seconds);
  return [shared, worktrees].flatMap((name) => {
    const toAlone = seconds(name) / seconds(alone);
    const faster = seconds(isolated) / seconds(name);
    const wait = of(name, ({ lockWaitSeconds }) => lockWaitSeconds);
    return [
      [
        name,
        'time of one alone × 1.25 at most',
        `${toAlone.toFixed(2)} ×`,
        verdict(toAlone <= 1.25),
      ],
      [name, '2.5 × faster than a target each', `${faster.toFixed(2)} ×`, verdict(faster >= 2.5)],
      [name, 'no lock wait', `${wait.toFixed(1)} s`, verdict(wait < 0.05)],
    ];
  });
}

/** What the processes of a way waited for in any round, for the ways in which they did. */
function waitedFor(figures: ReadonlyMap<string, readonly Figures[]>): string[] {
  return [...figures].flatMap(([name, each]) => {
    const files = [...new Set(each.flatMap(({ lockWaits }) => lockWaits.map(([file]) => file)))];
    return files.length === 0 ? [] : [`${name} waited for ${files.join(', ')}`];
  });
}

function verdict(holds: boolean): string {
  return holds ? 'pass' : 'fail';
}

const base = mkdtempSync(path.join(realpathSync(tmpdir()), 'lk-'));
try {
  await buildForRelease();
  const machine = conditions(['cargo', 'sccache', 'git']);
  const workspace = await realWorkspace(path.join(base, 'w'));
  const figures = new Map<string, Figures[]>();
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const [name, way] of Object.entries(ways)) {
      const all = figures.get(name) ?? [];
      figures.set(name, [...all, await measureWay(base, workspace, way)]);
    }
  }
  if (values.json) console.log(JSON.stringify(Object.fromEntries(figures)));
  else {
    const rows = [...figures].map(([name, each]) => [
      name,
      ...columns.map(([, read, digits]) => median(each.map(read)).toFixed(digits)),
    ]);
    console.log(
      [
        machine,
        `medians of ${values.rounds} rounds`,
        markdownTable(['way', ...columns.map(([name]) => name)], rows),
        markdownTable(['way', 'bar', 'measured', 'result'], bars(figures)),
        ...waitedFor(figures),
      ].join('\n\n'),
    );
  }
} finally {
  rmSync(base, { recursive: true, force: true });
}
