import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { copyPolyglot } from '../../tools/polyglot.ts';
import type { Agent } from '../../src/core/agent/agent.ts';
import { engineRig } from '../unit/agent/engine-rig.ts';
import { requireTool } from '../unit/required-tool.ts';
import { digest, makeTracer, readTraces } from './written-paths.ts';

/** Variables that say where agents share caches, as their contract has them. */
const cacheVariables = [
  'SCCACHE_DIR',
  'PNPM_CONFIG_STORE_DIR',
  'TURBO_CACHE_DIR',
  'PIP_CACHE_DIR',
  'UV_CACHE_DIR',
  'npm_config_cache',
] as const;

function sharedCaches(agents: readonly Agent[]): string[] {
  const named = agents.flatMap(({ environment }) =>
    cacheVariables.flatMap((name) => environment[name] ?? []),
  );
  const cargoHome = process.env['CARGO_HOME'] ?? path.join(homedir(), '.cargo');
  return [...new Set([...named, cargoHome])].filter((directory) => existsSync(directory));
}

/**
 * What pnpm shares between all its processes by its own design, beside the store: locks that order access to the store,
 * which must not follow TMPDIR, and its cache of lockfiles that it has verified.
 */
function isPnpms(file: string): boolean {
  const cache = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'pnpm');
  return (
    isBelow(file, [cache]) || /^\/tmp\/pnpm-(?:store-operation|dir)-locks-\d+(?:\/|$)/.test(file)
  );
}

function isBelow(file: string, directories: readonly string[]): boolean {
  return directories.some(
    (directory) => file === directory || file.startsWith(directory + path.sep),
  );
}

describe('three agents on one polyglot repository', () => {
  const rig = engineRig();

  it('build and test at once without a lock wait, each in its own namespace, and leave only caches', async function () {
    this.timeout(600_000);
    for (const tool of ['cargo', 'python3', 'pnpm', 'git']) await requireTool(this, tool);
    const { home, workspace, open } = rig();
    const repository = path.join(workspace, 'polyglot');
    await copyPolyglot(repository);
    const traces = path.join(workspace, 'traces');
    mkdirSync(traces);
    const strace = await requireTool(this, 'strace');
    const engine = await open({}, makeTracer(traces, strace));

    const spawned = await Promise.all([
      engine.spawn({ id: 'rust', type: 'rust-dev', workspace: repository }),
      engine.spawn({ id: 'python', type: 'python-test', workspace: repository }),
      engine.spawn({ id: 'node', type: 'node-build', workspace: repository, checkout: 'worktree' }),
    ]);
    const agents = await Promise.all(spawned.map(({ id }) => rig().ended(id)));

    for (const { id, status, statusReason } of agents) {
      const log = (await engine.readLogTail(id, 20_000)).toString();
      assert.equal(status, 'done', `${id}: ${statusReason ?? ''}\n${log}`);
      assert.equal(log.includes('Blocking waiting'), false, log);
      assert.deepEqual(engine.contention(id), { open: [], closed: [] });
    }
    assert.equal(new Set(agents.map(({ namespace }) => namespace)).size, 3);

    const caches = sharedCaches(agents);
    const writes = await readTraces(traces);
    assert.equal(writes.size, 3);
    for (const { id, roots } of agents) {
      const { paths, doubt } = writes.get(engine.logPath(id)) ?? assert.fail(`no trace of ${id}`);
      assert.equal(doubt, null);
      assert.ok(paths.size > 20, `${id} wrote next to nothing: ${[...paths].join(' ')}`);
      const allowed = [...roots.map((root) => root.path), ...caches, '/dev', '/proc'];
      const stray = [...paths].filter(
        (file) => !isBelow(file, allowed) && !isLanekeepers(file, home) && !isPnpms(file),
      );
      assert.deepEqual(stray, [], `${id} wrote outside its namespace and the shared caches`);
    }

    // What the product itself says of the same run, from what it saw once a second.
    assert.deepEqual(engine.breaches(), []);
    const pre = await engine.verify({ stages: ['pre'] });
    assert.deepEqual(
      pre.filter(({ result }) => result !== 'pass'),
      [],
    );

    const kept = caches.map(digest);
    for (const { id, roots } of agents) {
      const report = await engine.clean(id, { dryRun: false });
      assert.deepEqual(report.kept, []);
      assert.deepEqual(
        roots.filter((root) => existsSync(root.path)),
        [],
      );
    }
    assert.deepEqual(caches.map(digest), kept, 'a shared cache was changed');
    const post = new Map(
      (await engine.verify({ stages: ['post'] })).map(({ id, result }) => [id, result]),
    );
    assert.equal(post.get('post.artifacts-gone'), 'pass');
    assert.equal(post.get('post.caches-intact'), 'pass');
    assert.deepEqual(engine.listAgents(), []);
  });
});

/**
 * Lanekeeper's own state, apart from what agents own: the database, locks, FIFOs of job servers, the wrappers that all agents
 * share, what it noted of crates, and what Node.js compiled of it.
 */
function isLanekeepers(file: string, home: string): boolean {
  const [first = ''] = path.relative(home, file).split(path.sep);
  return (
    ['bin', 'compiled', 'crates', 'jobs', 'locks'].includes(first) ||
    first.startsWith('lanekeeper.db')
  );
}
