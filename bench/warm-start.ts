/**
 * From spawn to the first green build or test: a new agent on a warm repository beside the first agent of a cold one, for
 * Rust, Python and Node, in one checkout and in worktrees. Prints medians, and where the warm agent's time goes.
 *
 *     npx node bench/warm-start.ts [--rounds 3] [--only rust|python|node] [--json]
 *
 * Cold means: no namespace, empty compiler, package and task caches. Crates are fetched beforehand in both. Needs Linux,
 * cargo, sccache, python3, uv, pnpm and git; wants a machine that does nothing else.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { CheckoutKind } from '../src/core/agent/agent.ts';
import type { Engine } from '../src/core/engine.ts';
import { buildForRelease } from '../tools/build.ts';
import { privately, runAgents, withEngine } from './agent-run.ts';
import { nodeWorkspace, pythonWorkspace } from './fixture-workspaces.ts';
import { median } from './meter.ts';
import { putAway } from './put-away.ts';
import { realWorkspace } from './real-workspace.ts';
import { conditions, markdownTable } from './table.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

interface Language {
  readonly type: string;
  readonly workspace: (directory: string) => Promise<string>;
}

const languages: Readonly<Record<string, Language>> = {
  rust: { type: 'rust-dev', workspace: realWorkspace },
  python: { type: 'python-test', workspace: pythonWorkspace },
  node: { type: 'node-build', workspace: nodeWorkspace },
};

interface Run {
  readonly seconds: number;
  /** What the agent did, one after the other, and for how long. */
  readonly phases: readonly (readonly [name: string, seconds: number])[];
}

async function start(
  engine: Engine,
  id: string,
  { type }: Language,
  workspace: string,
  checkout: CheckoutKind,
): Promise<Run> {
  const from = Date.now();
  const [agent] = await runAgents(engine, [{ id, type, workspace, checkout }]);
  const end = Date.parse(agent?.endedAt ?? '');
  const phases: [string, number][] = [];
  let at = from;
  for (const { name, startedAt, endedAt } of engine.tasks(id)) {
    if (startedAt === null || endedAt === null) continue;
    phases.push([phases.length === 0 ? 'spawn' : 'between', (Date.parse(startedAt) - at) / 1000]);
    at = Date.parse(endedAt);
    phases.push([name, (at - Date.parse(startedAt)) / 1000]);
  }
  phases.push(['between', (end - at) / 1000]);
  return { seconds: (end - from) / 1000, phases };
}

/** The same phases as one, in the order in which they first appear. */
function sumPhases({ phases }: Run): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [name, seconds] of phases) sums.set(name, (sums.get(name) ?? 0) + seconds);
  return sums;
}

interface Pair {
  readonly cold: Run;
  readonly warm: Run;
}

async function measurePair(
  base: string,
  language: Language,
  checkout: CheckoutKind,
): Promise<Pair> {
  const directory = path.join(base, 'd');
  mkdirSync(directory);
  try {
    const workspace = await language.workspace(path.join(directory, 'w'));
    let pair: Pair | undefined;
    await withEngine(privately(directory), async (engine) => {
      const cold = await start(engine, 'cold', language, workspace, checkout);
      pair = { cold, warm: await start(engine, 'warm', language, workspace, checkout) };
    });
    if (!pair) throw new Error('no agent ran');
    return pair;
  } finally {
    putAway(directory);
  }
}

/** By how much a new agent on a warm repository is to be faster. */
const bar = 20;

const base = mkdtempSync(path.join(realpathSync(tmpdir()), 'lk-'));
try {
  await buildForRelease();
  const machine = conditions(['cargo', 'sccache', 'uv', 'pnpm']);
  const measured = new Map<string, Pair[]>();
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const [name, language] of Object.entries(languages)) {
      if (values.only !== undefined && values.only !== name) continue;
      for (const checkout of ['shared', 'worktree'] as const) {
        const key = `${name}, ${checkout}`;
        const pairs = measured.get(key) ?? [];
        measured.set(key, [...pairs, await measurePair(base, language, checkout)]);
      }
    }
  }
  if (values.json) console.log(JSON.stringify(Object.fromEntries(measured)));
  else {
    const rows = [...measured].map(([name, pairs]) => {
      const cold = median(pairs.map((pair) => pair.cold.seconds));
      const warm = median(pairs.map((pair) => pair.warm.seconds));
      const faster = cold / warm;
      const verdict = faster >= bar ? 'pass' : 'fail';
      return [name, cold.toFixed(2), warm.toFixed(2), `${faster.toFixed(1)} ×`, verdict];
    });
    console.log(
      [
        machine,
        `medians of ${values.rounds} rounds`,
        markdownTable(['agent', 'cold s', 'warm s', 'faster', `bar ${bar} ×`], rows),
        'Where the warm agent’s time goes, medians in seconds:',
        ...[...measured].map(([name, pairs]) => `${name}: ${phasesOf(pairs)}`),
      ].join('\n\n'),
    );
  }
} finally {
  rmSync(base, { recursive: true, force: true });
}

function phasesOf(pairs: readonly Pair[]): string {
  const sums = pairs.map(({ warm }) => sumPhases(warm));
  const names = [...new Set(sums.flatMap((each) => [...each.keys()]))];
  return names
    .map((name) => `${name} ${median(sums.map((each) => each.get(name) ?? 0)).toFixed(2)}`)
    .join(', ');
}
