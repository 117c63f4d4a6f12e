/**
 * What agents find in the caches that they share: one agent fills them, two more do the same work, each from nothing of its
 * own (seeding is off, since a seeded agent hardly asks), and each then edits a source and works again. Prints the lookups
 * of those two, and why what missed did.
 *
 *     npx node bench/hit-rates.ts [--only rust-dev|python-test|node-build] [--json]
 *
 * Needs Linux, cargo, sccache, python3, uv, pnpm and git.
 */
import { appendFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { CheckoutKind } from '../src/core/agent/agent.ts';
import { hitRate, sumReasons } from '../src/core/cache/report.ts';
import type { Engine } from '../src/core/engine.ts';
import { buildForRelease } from '../tools/build.ts';
import { ended, privately, runAgents, withEngine } from './agent-run.ts';
import { nodeWorkspace, pythonWorkspace } from './fixture-workspaces.ts';
import { realWorkspace } from './real-workspace.ts';
import { conditions, markdownTable } from './table.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

interface Work {
  readonly type: string;
  readonly workspace: (directory: string) => Promise<string>;
  readonly caches: readonly string[];
  /** A file to edit, relative to the workspace, and a line to add that changes what is built of it: `$` is the agent. */
  readonly edit: readonly [file: string, line: string];
}

const works: readonly Work[] = [
  {
    type: 'rust-dev',
    workspace: realWorkspace,
    caches: ['sccache'],
    edit: ['src/main.rs', '#[allow(dead_code)] fn edited_by_$() {}'],
  },
  {
    type: 'python-test',
    workspace: pythonWorkspace,
    caches: ['uv'],
    edit: ['src/tally/__init__.py', 'edited_by_$ = True'],
  },
  {
    type: 'node-build',
    workspace: nodeWorkspace,
    caches: ['pnpm', 'turbo'],
    edit: ['packages/tally/src/index.ts', 'export const edited_by_$ = true;'],
  },
];

interface Lookups {
  readonly cache: string;
  readonly checkout: CheckoutKind;
  readonly sources: 'the same' | 'edited';
  readonly hits: number;
  readonly misses: number;
  readonly hitRate: number | null;
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
}

type Counts = Pick<Lookups, 'hits' | 'misses' | 'reasons'>;

/** What the agents after the first have looked up so far, by cache. */
async function countOthers(engine: Engine, workspace: string): Promise<(cache: string) => Counts> {
  const { caches } = await engine.caches({ workspace });
  return (cache) => {
    const agents = caches.find(({ name }) => name === cache)?.agents ?? [];
    const counts = agents.filter(({ agent }) => agent !== 'first');
    return {
      hits: counts.reduce((sum, each) => sum + each.hits, 0),
      misses: counts.reduce((sum, each) => sum + each.misses, 0),
      reasons: sumReasons(counts.flatMap((each) => each.reasons)),
    };
  };
}

function difference(later: Counts, earlier: Counts): Counts {
  const less = earlier.reasons.map(({ reason, count }) => ({ reason, count: -count }));
  return {
    hits: later.hits - earlier.hits,
    misses: later.misses - earlier.misses,
    reasons: sumReasons([...later.reasons, ...less]).filter(({ count }) => count > 0),
  };
}

function rated(counts: Counts): Counts & Pick<Lookups, 'hitRate'> {
  return { ...counts, hitRate: hitRate(counts) };
}

async function lookups(base: string, work: Work, checkout: CheckoutKind): Promise<Lookups[]> {
  const directory = path.join(base, 'd');
  mkdirSync(directory);
  const found: Lookups[] = [];
  try {
    const workspace = await work.workspace(path.join(directory, 'w'));
    await withEngine(privately(directory), async (engine) => {
      const spawn = { type: work.type, workspace, checkout, seed: 'never' } as const;
      await runAgents(engine, [{ id: 'first', ...spawn }]);
      const others = await runAgents(engine, [
        { id: 'second', ...spawn },
        { id: 'third', ...spawn },
      ]);
      const before = await countOthers(engine, workspace);
      for (const agent of others) {
        const [file, line] = work.edit;
        appendFileSync(path.join(agent.path, file), `${line.replace('$', agent.id)}\n`);
        await engine.restart(agent.id);
        await ended(engine, [agent]);
      }
      const after = await countOthers(engine, workspace);
      for (const cache of work.caches) {
        const counts = { same: before(cache), all: after(cache) };
        found.push({ cache, checkout, sources: 'the same', ...rated(counts.same) });
        const edited = difference(counts.all, counts.same);
        found.push({ cache, checkout, sources: 'edited', ...rated(edited) });
      }
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
  return found;
}

const bar = 0.8;

const base = mkdtempSync(path.join(realpathSync(tmpdir()), 'lk-'));
try {
  await buildForRelease();
  const machine = conditions(['cargo', 'sccache', 'uv', 'pnpm']);
  const all: Lookups[] = [];
  for (const work of works) {
    if (values.only !== undefined && values.only !== work.type) continue;
    for (const checkout of ['shared', 'worktree'] as const) {
      all.push(...(await lookups(base, work, checkout)));
    }
  }
  if (values.json) console.log(JSON.stringify(all));
  else {
    const rows = all.map(({ cache, checkout, sources, hits, misses, hitRate: rate, reasons }) => [
      cache,
      checkout,
      sources,
      String(hits),
      String(misses),
      rate === null ? '–' : `${(rate * 100).toFixed(1)} %`,
      rate === null ? 'nothing looked up' : rate > bar ? 'pass' : 'fail',
      reasons.map(({ reason, count }) => `${count} ${reason}`).join(', '),
    ]);
    const header = ['cache', 'checkout', 'sources', 'hits', 'misses', 'hit rate', 'bar > 80 %'];
    console.log(
      [
        machine,
        'two agents after the first, each once from nothing and once more after an edit',
        markdownTable([...header, 'reasons, of misses and of what is never cached'], rows),
      ].join('\n\n'),
    );
  }
} finally {
  rmSync(base, { recursive: true, force: true });
}
