/**
 * Builds one real Rust program in four ways, one after the other, each from nothing: one agent alone; four agents in one
 * target directory; four by the plain recipe, a target directory each; four Lanekeeper agents. Prints medians.
 *
 *     node bench/agents.ts [--rounds 3] [--json]
 *
 * Needs Linux, cargo, git and sccache; wants a machine that does nothing else. Crates are fetched beforehand; every
 * compiler cache starts empty. "CPU" is what the whole machine spent, compilers that sccache's server runs included.
 */
import { spawn } from 'node:child_process';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { isLive } from '../src/core/agent/agent-status.ts';
import { openEngine } from '../src/core/engine.ts';
import { buildForRelease } from '../tools/build.ts';
import { root } from '../tools/project.ts';
import { measure, median, type Cost } from './meter.ts';
import { realWorkspace } from './real-workspace.ts';

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
}

async function cargo(workspace: string, target: string): Promise<void> {
  const build = spawn('cargo', ['build', '--workspace', '--quiet'], {
    cwd: workspace,
    env: { ...process.env, RUSTC_WRAPPER: '', CARGO_TARGET_DIR: target },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  build.stderr.resume();
  const closed: readonly unknown[] = await once(build, 'close');
  if (closed[0] !== 0) throw new Error(`cargo build ended with ${String(closed[0])}`);
}

async function lanekeeper({ workspace, directory }: Place): Promise<void> {
  const environment = {
    ...process.env,
    LANEKEEPER_HOME: path.join(directory, 'home'),
    SCCACHE_DIR: path.join(directory, 'sccache'),
    // A server of its own: the user's goes on with what it does. unix(7) allows a path of 108 bytes.
    SCCACHE_SERVER_UDS: path.join(directory, 's'),
  };
  const engine = await openEngine({
    environment,
    supervisor: { node: process.execPath, script: path.join(root, 'dist', 'cli.cjs') },
    onFault: (fault) => {
      throw fault;
    },
  });
  try {
    const ended = new Promise<void>((resolve) => {
      engine.subscribe(() => {
        const all = engine.listAgents();
        if (all.length === agents.length && !all.some(({ status }) => isLive(status))) resolve();
      });
    });
    await Promise.all(agents.map((id) => engine.spawn({ id, type: 'rust-dev', workspace })));
    await ended;
    for (const { id, status, statusReason } of engine.listAgents()) {
      if (status !== 'done') throw new Error(`${id}: ${statusReason ?? status}`);
    }
  } finally {
    engine.dispose();
    execFileSync('sccache', ['--stop-server'], { env: environment, stdio: 'ignore' });
  }
}

const ways: Readonly<Record<string, (place: Place) => Promise<unknown>>> = {
  'one agent alone': ({ workspace, directory }) => cargo(workspace, path.join(directory, 'target')),
  'four, one target': ({ workspace, directory }) =>
    Promise.all(agents.map(() => cargo(workspace, path.join(directory, 'target')))),
  'four, a target each': ({ workspace, directory }) =>
    Promise.all(agents.map((id) => cargo(workspace, path.join(directory, id)))),
  'four Lanekeeper agents': lanekeeper,
};

interface Figures extends Cost {
  readonly diskBytes: number;
}

const base = mkdtempSync(path.join(realpathSync(tmpdir()), 'lk-'));
try {
  await buildForRelease();
  const workspace = await realWorkspace(path.join(base, 'w'));
  const figures = new Map<string, Figures[]>();
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const [name, way] of Object.entries(ways)) {
      const directory = path.join(base, 'd');
      mkdirSync(directory);
      const cost = await measure(async () => {
        await way({ workspace, directory });
      });
      const blocks = execFileSync('du', ['-s', '--block-size=1', directory], { encoding: 'utf8' });
      const all = figures.get(name) ?? [];
      figures.set(name, [...all, { ...cost, diskBytes: Number.parseInt(blocks, 10) }]);
      rmSync(directory, { recursive: true });
    }
  }
  if (values.json) console.log(JSON.stringify(Object.fromEntries(figures)));
  else console.table(Object.fromEntries([...figures].map(([name, each]) => [name, row(each)])));
} finally {
  rmSync(base, { recursive: true, force: true });
}

function row(each: readonly Figures[]): Record<string, number> {
  const of = (read: (figures: Figures) => number, unit: number, digits: number): number =>
    Number((median(each.map(read)) / unit).toFixed(digits));
  return {
    'time s': of(({ seconds }) => seconds, 1, 1),
    'CPU s': of(({ processorSeconds }) => processorSeconds, 1, 1),
    'lock wait s': of(({ lockWaitSeconds }) => lockWaitSeconds, 1, 1),
    'peak MB': of(({ peakBytes }) => peakBytes, 1e6, 0),
    'disk MB': of(({ diskBytes }) => diskBytes, 1e6, 0),
  };
}
