import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import {
  environmentContract,
  provideContractFiles,
} from '../../../src/core/environment/contract.ts';
import type { Project } from '../../../src/core/environment/ecosystem.ts';
import { requireTool } from '../required-tool.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { exampleContract } from './example-contract.ts';

const projects: readonly Project[] = [
  { ecosystem: 'rust', directory: 'rust', files: ['Cargo.lock', 'Cargo.toml'] },
  { ecosystem: 'python', directory: 'python', files: ['pyproject.toml'] },
  { ecosystem: 'node', directory: 'node', files: ['package.json', 'pnpm-lock.yaml'] },
];

/** Paths that agents may have in common, because what lies there is made for concurrent use. */
const shared: ReadonlySet<string> = new Set([
  'BUN_INSTALL_CACHE_DIR',
  'LANEKEEPER_HOME',
  'LANEKEEPER_SCCACHE',
  'PIP_CACHE_DIR',
  'PNPM_CONFIG_STORE_DIR',
  'PNPM_STORE_DIR',
  'RUSTC_WRAPPER',
  'SCCACHE_DIR',
  'TURBO_CACHE_DIR',
  'UV_CACHE_DIR',
  'npm_config_cache',
  'npm_config_store_dir',
]);

describe('the environment contract', () => {
  const directory = temporaryDirectory();

  it('has every variable of the guide', async () => {
    const contract = environmentContract(await exampleContract(directory(), { projects }));
    for (const name of [
      'AGENT_ID',
      'BUILD_NAMESPACE',
      'CARGO_TARGET_DIR',
      'PYTHON_VENV_PATH',
      'NODE_CACHE_DIR',
      'SCCACHE_DIR',
      'PNPM_STORE_DIR',
      'TURBO_CACHE_DIR',
      'COMPILE_JOBS',
      'LINK_JOBS',
      'TEST_JOBS',
    ]) {
      assert.ok(contract[name], name);
    }
  });

  it('gives no two agents a path in common but those of shared caches', async () => {
    const one = environmentContract(await exampleContract(directory(), { projects }));
    const other = environmentContract(
      await exampleContract(directory(), { projects, agent: 'dev-2' }),
    );
    const common = Object.keys(one).filter(
      (name) => one[name]?.includes(directory()) && one[name] === other[name],
    );
    assert.deepEqual(
      common.filter((name) => !shared.has(name)),
      [],
    );
  });

  it('has absolute paths only, all of an agent’s own below its own folders', async () => {
    const context = await exampleContract(directory(), { projects });
    for (const [name, value] of Object.entries(environmentContract(context))) {
      if (!value.includes('/') || name === 'PATH' || name === 'PYTEST_ADDOPTS') continue;
      assert.ok(path.isAbsolute(value), name);
      if (shared.has(name)) continue;
      const isOwn = [context.namespaceRoot, context.temporary].some((root) =>
        value.startsWith(root),
      );
      assert.ok(isOwn, `${name}=${value}`);
    }
  });

  it('is the same for the same context, sorted by name', async () => {
    const one = environmentContract(await exampleContract(directory(), { projects }));
    const again = environmentContract(await exampleContract(directory(), { projects }));
    assert.equal(JSON.stringify(one), JSON.stringify(again));
    assert.deepEqual(Object.keys(one), Object.keys(one).sort());
  });

  it('puts the programs of its virtual environment before all others on PATH', async () => {
    const context = await exampleContract(directory(), {
      projects,
      inherited: { PATH: '/usr/bin' },
    });
    assert.equal(
      environmentContract(context)['PATH'],
      `${context.namespaceRoot}/venv/bin:${context.namespaceRoot}/bin:/usr/bin`,
    );
  });

  it('names no virtual environment where there is no Python project', async () => {
    const contract = environmentContract(
      await exampleContract(directory(), { projects: projects.slice(0, 1) }),
    );
    assert.equal('VIRTUAL_ENV' in contract, false);
    assert.equal(contract['PATH']?.includes('venv'), false);
  });

  it('takes nothing over from an agent that it was started from', async () => {
    const outer = environmentContract(await exampleContract(directory(), { projects }));
    const context = await exampleContract(directory(), {
      projects,
      agent: 'inner',
      inherited: outer,
    });
    const inner = environmentContract(context);
    const left = Object.entries(inner).filter(([, value]) => value.includes('11111111-dev-1'));
    assert.deepEqual(left, []);
  });

  it('keeps limits that the user set', async () => {
    const contract = environmentContract(
      await exampleContract(directory(), {
        inherited: { CARGO_BUILD_JOBS: '3', RUST_TEST_THREADS: '2' },
      }),
    );
    assert.equal(contract['CARGO_BUILD_JOBS'], '3');
    assert.equal(contract['RUST_TEST_THREADS'], '2');
    assert.equal(contract['NEXTEST_TEST_THREADS'], '7');
  });

  it('bounds tools that start processes by themselves to the agent’s share', async () => {
    const share = { compile: 4, test: 3 };
    const contract = environmentContract(await exampleContract(directory(), { share }));
    assert.deepEqual(
      [
        'PYTEST_XDIST_AUTO_NUM_WORKERS',
        'VITEST_MAX_WORKERS',
        'NEXTEST_TEST_THREADS',
        'RUST_TEST_THREADS',
        'NX_PARALLEL',
        'UV_CONCURRENT_BUILDS',
      ].map((name) => contract[name]),
      ['3', '3', '3', '3', '4', '4'],
    );
    // What scripts read is the gate, and cargo shares a job server.
    assert.equal(contract['TEST_JOBS'], '7');
    assert.equal(contract['CARGO_BUILD_JOBS'], '8');
  });

  it('adds its cache folder to the user’s pytest options, spaces and quotes kept', async function () {
    const python = await requireTool(this, 'python3');
    const root = path.join(directory(), `it's a "folder"`);
    const context = await exampleContract(root, { inherited: { PYTEST_ADDOPTS: '-q -k "a b"' } });
    const options = environmentContract(context)['PYTEST_ADDOPTS'] ?? '';
    const words: unknown = JSON.parse(
      execFileSync(
        python,
        ['-c', 'import json, shlex, sys; print(json.dumps(shlex.split(sys.argv[1])))', options],
        { encoding: 'utf8' },
      ),
    );
    const cache = path.join(context.namespaceRoot, 'cache', 'pytest');
    assert.deepEqual(words, ['-q', '-k', 'a b', '-o', `cache_dir=${cache}`]);
  });

  it('leaves a cache to the file in which the user chose its place', async () => {
    const base = await exampleContract(directory(), { projects });
    const npm = { path: '/big/npm', source: 'file' as const };
    const sccache = { path: '/big/sccache', source: 'file' as const };
    const contract = environmentContract({ ...base, caches: { ...base.caches, npm, sccache } });
    assert.equal('npm_config_cache' in contract, false);
    assert.equal('SCCACHE_DIR' in contract, false);
  });

  it('gives npm’s spelling of the store only to projects of pnpm', async () => {
    const contract = environmentContract(
      await exampleContract(directory(), {
        projects: [{ ecosystem: 'node', directory: '.', files: ['package.json', 'yarn.lock'] }],
      }),
    );
    assert.equal('npm_config_store_dir' in contract, false);
    assert.equal('YARN_CACHE_FOLDER' in contract, true);
  });

  it('makes the folders and files that it names and tools do not make', async () => {
    const context = await exampleContract(directory(), { projects });
    await provideContractFiles(context);
    await provideContractFiles(context);
    const contract = environmentContract(context);
    for (const name of ['TMPDIR', 'NODE_CACHE_DIR', 'DIST_EXTRA_CONFIG']) {
      assert.ok(existsSync(contract[name] ?? ''), name);
    }
    assert.ok(existsSync(path.dirname(contract['COVERAGE_FILE'] ?? '')));
  });
});
