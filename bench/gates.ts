/**
 * Four agents build a real Cargo workspace by themselves, each in a terminal of its own, with the machine's gates and
 * without, with a compiler cache and without: how many compilers and linkers there are at any moment, and what that costs.
 * Then kills builders and what serves them, and waits each time until the whole budget is used again.
 *
 *     npx node bench/gates.ts [--rounds 1] [--only cached|uncached] [--kills 200] [--seed N] [--json]
 *
 * About seven minutes on two cores. Needs Linux, cargo, git, make and sccache; wants a machine that does nothing else.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { computeGates } from '../src/core/resource/gates.ts';
import { buildForRelease } from '../tools/build.ts';
import { privately, withEngine } from './agent-run.ts';
import { CompilerCount } from './compilers.ts';
import { type KillFigures, killAtRandom } from './kills.ts';
import { benchMarker, type Cost, measure, median } from './meter.ts';
import { realWorkspace } from './real-workspace.ts';
import { conditions, markdownTable } from './table.ts';
import { ended, openTerminal } from './terminal.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '1' },
    only: { type: 'string' },
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    json: { type: 'boolean', default: false },
  },
});

const agents = ['one', 'two', 'three', 'four'] as const;
const gates = computeGates();

interface Way {
  readonly name: string;
  readonly isGated: boolean;
  readonly hasCache: boolean;
}

const allWays: readonly Way[] = [
  { name: 'ungated, compiler cache', isGated: false, hasCache: true },
  { name: 'gated, compiler cache', isGated: true, hasCache: true },
  { name: 'ungated, no cache', isGated: false, hasCache: false },
  { name: 'gated, no cache', isGated: true, hasCache: false },
];

const ways = allWays.filter(
  ({ hasCache }) => values.only === undefined || hasCache === (values.only === 'cached'),
);

/** Takes away what brings the gates to cargo and to its linker; all else stays. */
const withoutGates = 'unset CARGO_MAKEFLAGS LANEKEEPER_JOBS LANEKEEPER_LINK_SLOTS';

interface Figures extends Pick<Cost, 'seconds' | 'peakBytes'> {
  readonly mostCompilers: number;
  readonly mostLinkers: number;
  /** Looks at which there were more than the gate lets, with one compiler more for each build. */
  readonly violations: number;
  readonly looks: number;
}

async function build(base: string, workspace: string, way: Way): Promise<Figures> {
  const directory = path.join(base, 'd');
  mkdirSync(directory);
  const marker = path.basename(base);
  const environment = {
    ...privately(directory),
    [benchMarker]: marker,
    ...(!way.hasCache && { RUSTC_WRAPPER: '' }),
  };
  const count = new CompilerCount();
  let [mostCompilers, mostLinkers, violations, looks] = [0, 0, 0, 0];
  let cost: Cost | undefined;
  await withEngine(environment, async (engine) => {
    for (const id of agents) {
      await engine.spawn({ id, type: 'rust-dev', workspace, interactive: true, seed: 'never' });
    }
    const commands = [
      ...(way.isGated ? [] : [withoutGates]),
      'exec cargo build --workspace --quiet',
    ].join('\n');
    cost = await measure(
      marker,
      async () => {
        await Promise.all(
          agents.map(async (agent) => {
            const terminal = openTerminal({ agent, directory: workspace, environment, commands });
            const end = ended(terminal);
            await engine.attachTerminal(agent, terminal.pid);
            await end;
          }),
        );
      },
      (processes) => {
        const { compilers, linkers, builds } = count.look(processes);
        mostCompilers = Math.max(mostCompilers, compilers);
        mostLinkers = Math.max(mostLinkers, linkers);
        const isOver = compilers > gates.COMPILE_JOBS + builds || linkers > gates.LINK_JOBS;
        violations += isOver ? 1 : 0;
        looks += 1;
      },
    );
  });
  rmSync(directory, { recursive: true });
  if (!cost) throw new Error('Nothing was measured.');
  const { seconds, peakBytes } = cost;
  return { seconds, peakBytes, mostCompilers, mostLinkers, violations, looks };
}

function buildTable(figures: ReadonlyMap<string, readonly Figures[]>): string {
  const header = [
    ...['way', 'total s', 'most rustc', 'gate + builds', 'most linkers', 'gate'],
    ...['looks', 'violations', 'peak memory MB'],
  ];
  const rows = [...figures].map(([name, each]) => {
    const most = (read: (figures: Figures) => number): string =>
      String(Math.max(...each.map(read)));
    return [
      name,
      median(each.map(({ seconds }) => seconds)).toFixed(1),
      most(({ mostCompilers }) => mostCompilers),
      `${String(gates.COMPILE_JOBS)} + ${String(agents.length)}`,
      most(({ mostLinkers }) => mostLinkers),
      String(gates.LINK_JOBS),
      String(each.reduce((sum, { looks }) => sum + looks, 0)),
      String(each.reduce((sum, { violations }) => sum + violations, 0)),
      (median(each.map(({ peakBytes }) => peakBytes)) / 1e6).toFixed(0),
    ];
  });
  return markdownTable(header, rows);
}

function verdicts(figures: ReadonlyMap<string, readonly Figures[]>): string {
  const seconds = (name: string): number =>
    median((figures.get(name) ?? []).map((each) => each.seconds));
  const kinds = ['compiler cache', 'no cache'].filter((kind) => figures.has(`gated, ${kind}`));
  const rows = kinds.map((kind) => {
    const ratio = seconds(`gated, ${kind}`) / seconds(`ungated, ${kind}`);
    return [
      kind,
      'gated ≤ 1.10 × ungated',
      `${ratio.toFixed(2)} ×`,
      ratio <= 1.1 ? 'pass' : 'fail',
    ];
  });
  return markdownTable(['way', 'bar', 'measured', 'result'], rows);
}

function killTable({ killed, limit, back, lost, over }: KillFigures): string {
  const late = back.filter((ms) => ms > 2000).length;
  const total = [...killed.values()].reduce((sum, count) => sum + count, 0);
  const rows = [
    ['median time until the whole budget was used again', `${median(back).toFixed(0)} ms`],
    ['longest', `${Math.max(...back).toFixed(0)} ms`],
    ['longer than 2 s', String(late)],
    ['tokens lost', String(lost)],
    ['most jobs beyond the budget and one for each build', String(over)],
  ];
  return [
    markdownTable(
      ['killed', 'times'],
      [...killed].map(([name, count]) => [name, String(count)]),
    ),
    markdownTable([`${String(total)} kills, a budget of ${String(limit)} jobs`, 'measured'], rows),
  ].join('\n\n');
}

const base = mkdtempSync(path.join(realpathSync(tmpdir()), 'lk-'));
try {
  await buildForRelease();
  const machine = conditions(['cargo', 'sccache', 'git', 'make']);
  const figures = new Map<string, Figures[]>();
  if (Number(values.rounds) > 0) {
    const workspace = await realWorkspace(path.join(base, 'w'));
    for (let round = 0; round < Number(values.rounds); round += 1) {
      for (const way of ways) {
        const all = figures.get(way.name) ?? [];
        figures.set(way.name, [...all, await build(base, workspace, way)]);
      }
    }
    execFileSync('git', ['-C', workspace, 'worktree', 'prune']);
  }
  const kills =
    Number(values.kills) > 0
      ? await killAtRandom({ base, kills: Number(values.kills), seed: Number(values.seed) })
      : null;
  if (values.json) console.log(JSON.stringify({ builds: Object.fromEntries(figures), kills }));
  else {
    console.log(
      [
        machine,
        ...(figures.size > 0 ? [buildTable(figures), verdicts(figures)] : []),
        ...(kills ? [`seed ${values.seed}`, killTable(kills)] : []),
      ].join('\n\n'),
    );
  }
} finally {
  rmSync(base, { recursive: true, force: true });
}
