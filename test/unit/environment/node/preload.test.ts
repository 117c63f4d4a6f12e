import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  environmentContract,
  provideContractFiles,
} from '../../../../src/core/environment/contract.ts';
import type { Project } from '../../../../src/core/environment/ecosystem.ts';
import { nodeOptions, provideNodePreload } from '../../../../src/core/environment/node/preload.ts';
import { seedNamespace } from '../../../../src/core/seed/seed.ts';
import { straceOptions, Trace } from '../../../../src/core/verification/trace.ts';
import { writeFiles } from '../../git-repository.ts';
import { requireTool } from '../../required-tool.ts';
import { agentIn, candidate, explanationOf } from '../../seed/two-agents.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { exampleContract } from '../example-contract.ts';

const run = promisify(execFile);
const projects: readonly Project[] = [
  { ecosystem: 'node', directory: '.', files: ['package.json'] },
];

/** Where this repository's own eslint, prettier and typescript lie. */
const ownPackages = path.join(import.meta.dirname, '../../../../node_modules');

const everything = [
  'eslint --cache src',
  'prettier --cache --check src/plain.js',
  'tsc --noEmit',
  'vitest run',
  'jest',
  'vite optimize',
].join(' && ');

describe('the tools of agents in one checkout', function () {
  this.timeout(120_000);
  const directory = temporaryDirectory();
  const workspace = (): string => path.join(directory(), 'a workspace');

  /** The programs of the packages, as a package manager would have put them there. */
  function provide(name: string, from: string, program: string) {
    const modules = path.join(workspace(), 'node_modules');
    mkdirSync(path.join(modules, '.bin'), { recursive: true });
    symlinkSync(path.join(from, name), path.join(modules, name));
    symlinkSync(`../${name}/${program}`, path.join(modules, '.bin', path.parse(program).name));
  }

  beforeEach(async function () {
    const vitest = await realpath(await requireTool(this, 'vitest'));
    const tools = path.dirname(path.dirname(vitest));
    writeFiles(workspace(), {
      'package.json': JSON.stringify({
        name: 'tools',
        type: 'module',
        jest: { testMatch: ['**/*.jest.cjs'] },
      }),
      'tsconfig.json': `{ // "noEmit" stands below
        "compilerOptions": { "incremental": true, "noEmit": true, "types": [], "paths": { "@/*": ["./src/*"] }, } ,
        "include": ["src/*.ts"] }`,
      'eslint.config.js': 'export default [{}];\n',
      'src/value.ts': 'export const value = 1;\n',
      'src/plain.js': 'export const plain = 1;\n',
      'src/value.test.js':
        "import { expect, test } from 'vitest';\ntest('value', () => expect(1).toBe(1));\n",
      'test/value.jest.cjs': "test('value', () => expect(1).toBe(1));\n",
      'node_modules/left/package.json': '{"name":"left","version":"1.0.0","main":"left.cjs"}',
      'node_modules/left/left.cjs': 'exports.left = 1;\n',
      'index.html': '<script type="module">import "left"</script>\n',
      'vite.config.js': 'export default { optimizeDeps: { include: ["left"] } };\n',
    });
    for (const [name, program] of [
      ['vitest', 'vitest.mjs'],
      ['vite', 'bin/vite.js'],
      ['jest', 'bin/jest.js'],
    ] as const) {
      provide(name, tools, program);
    }
    for (const [name, program] of [
      ['eslint', 'bin/eslint.js'],
      ['prettier', 'bin/prettier.cjs'],
      ['typescript', 'bin/tsc'],
    ] as const) {
      provide(name, ownPackages, program);
    }
  });

  async function agent(id: string) {
    const { location } = await exampleContract(directory(), { workspace: workspace() });
    const nodePreload = await provideNodePreload(location, projects);
    const context = await exampleContract(directory(), {
      workspace: workspace(),
      checkout: workspace(),
      agent: id,
      projects,
      nodePreload,
    });
    await provideContractFiles(context);
    const bin = path.join(workspace(), 'node_modules', '.bin');
    const variables = environmentContract(context);
    // As `npm run` does it.
    const PATH = [bin, variables['PATH']].join(path.delimiter);
    const environment = { ...process.env, ...variables, PATH };
    return {
      environment,
      cache: path.join(context.namespaceRoot, 'cache'),
      namespaceRoot: context.namespaceRoot,
      runs: (script: string, changes: NodeJS.ProcessEnv = {}) =>
        run('sh', ['-c', script], { cwd: workspace(), env: { ...environment, ...changes } }),
    };
  }

  /** What each of two agents that run everything at once writes in the checkout, by the kernel. */
  async function written(strace: string, changes: NodeJS.ProcessEnv) {
    const both = await Promise.all(
      ['dev-1', 'dev-2'].map(async (id) => {
        const { environment } = await agent(id);
        const output = path.join(directory(), `${id}.trace`);
        await run(strace, [...straceOptions(output), 'sh', '-c', everything], {
          cwd: workspace(),
          env: { ...environment, ...changes },
        });
        const { writes, coverage } = await new Trace(output).observe([]);
        assert.ok(coverage.isComplete, coverage.note);
        return new Set(writes.map((write) => write.path));
      }),
    );
    const [one = new Set<string>(), other = new Set<string>()] = both;
    assert.ok(one.size > 5 && other.size > 5);
    return [...one].filter((file) => other.has(file) && path.isAbsolute(file)).sort();
  }

  it('write no path that another agent’s write', async function () {
    const strace = await requireTool(this, 'strace');
    const shared = (await written(strace, {})).filter((file) => file.startsWith(directory()));
    assert.deepEqual(shared, []);
  });

  it('would write the same without the script', async function () {
    const strace = await requireTool(this, 'strace');
    const shared = await written(strace, { NODE_OPTIONS: '' });
    const names = shared.map((file) => path.relative(workspace(), file));
    for (const name of ['.eslintcache', 'node_modules/.vite/', 'tsconfig.tsbuildinfo']) {
      assert.ok(
        names.some((each) => each.startsWith(name)),
        `${name} in ${names.join(' ')}`,
      );
    }
  });

  it('keep in the namespace what they know for the next time', async () => {
    const { runs, cache } = await agent('dev-1');
    await runs(everything);
    const names = readdirSync(cache);
    for (const tool of ['eslint', 'prettier', 'tsbuildinfo', 'vite']) {
      assert.ok(names.includes(tool), `${tool} in ${names.join(' ')}`);
    }
    const { stdout } = await runs(
      'tsc --noEmit --explainFiles --extendedDiagnostics; vite optimize',
    );
    assert.match(stdout, /Hash is consistent. Skipping|Skipping/, 'vite finds its own again');
  });

  it('go on from what another agent knew once they are seeded, and else begin anew', async () => {
    const first = await agent('dev-1');
    await first.runs(`${everything} && prettier --cache --write src/plain.js`);
    const source = agentIn(directory(), 'dev-1', workspace());
    const roots = [{ kind: 'namespace' as const, path: first.namespaceRoot, uid: source.uid }];
    const seeded = await agent('dev-2');
    const [report] = await seedNamespace({
      root: seeded.namespaceRoot,
      environment: {},
      checkout: workspace(),
      explanation: explanationOf(),
      ecosystems: ['node'],
      projects,
      candidates: [candidate({ ...source, roots })],
    });
    assert.equal(report?.from, 'dev-1');
    /** Whether each tool says that it knows the files. */
    const known = async ({ runs }: Awaited<ReturnType<typeof agent>>) => {
      const said = async (script: string, changes: NodeJS.ProcessEnv = {}) => {
        const { stdout, stderr } = await runs(script, changes);
        return stdout + stderr;
      };
      const eslint = await said('eslint --cache src', { DEBUG: 'eslint:eslint-helpers' });
      return {
        eslint: eslint.includes("Skipping file since it hasn't changed"),
        prettier: (await said('prettier --cache --write src/plain.js')).includes('(cached)'),
        // It reads what is checked all the same.
        tsc: !(await said('tsc --noEmit --extendedDiagnostics')).includes('Check time'),
        vite: (await said('vite optimize')).includes('Skipping'),
      };
    };
    const all = { eslint: true, prettier: true, tsc: true, vite: true };
    assert.deepEqual(await known(seeded), all);
    const none = { eslint: false, prettier: false, tsc: false, vite: false };
    assert.deepEqual(await known(await agent('dev-3')), none);
  });

  it('go where the user says', async () => {
    const { runs, cache } = await agent('dev-1');
    writeFiles(workspace(), { 'vite.config.js': 'export default { cacheDir: "chosen" };\n' });
    await runs('eslint --cache --cache-location=own.json src');
    await runs('tsc --noEmit --tsBuildInfoFile own.tsbuildinfo');
    await runs('vitest run');
    for (const name of ['own.json', 'own.tsbuildinfo', 'chosen/vitest']) {
      assert.ok(existsSync(path.join(workspace(), name)), name);
    }
    assert.ok(!existsSync(path.join(cache, 'eslint')));
    assert.ok(!existsSync(path.join(cache, 'tsbuildinfo')));
  });

  it('leave notes on outputs beside these: with notes of one’s own, tsc would not see that another wrote them', async () => {
    const [one, other] = [await agent('dev-1'), await agent('dev-2')];
    const emit = 'tsc --noEmit false --rootDir src --outDir dist';
    for (const [who, value] of [
      [one, 1],
      [other, 2],
      [one, 1],
    ] as const) {
      writeFiles(workspace(), { 'src/value.ts': `export const value = ${value};\n` });
      await who.runs(emit);
    }
    assert.match(readFileSync(path.join(workspace(), 'dist/value.js'), 'utf8'), /value = 1/);
  });

  it('run as ever where the namespace is gone', async () => {
    const { runs, namespaceRoot } = await agent('dev-1');
    rmSync(namespaceRoot, { recursive: true });
    await runs('eslint --cache src');
    assert.ok(existsSync(path.join(workspace(), '.eslintcache')));
    assert.ok(!existsSync(namespaceRoot));
  });
});

describe('NODE_OPTIONS', () => {
  it('keeps what the user chose, and names the script once', () => {
    assert.equal(nodeOptions('/a b/c.cjs', undefined), '--require "/a b/c.cjs"');
    const options = nodeOptions('/c.cjs', '--max-old-space-size=4096');
    assert.equal(options, '--max-old-space-size=4096 --require "/c.cjs"');
    assert.equal(nodeOptions('/c.cjs', options), options);
  });
});
