import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { npm } from '../../../src/core/cache/probes/npm.ts';
import { turbo } from '../../../src/core/cache/probes/turbo.ts';
import { uv } from '../../../src/core/cache/probes/uv.ts';
import { environmentContract, explainContract } from '../../../src/core/environment/contract.ts';
import type { ContractContext, EcosystemName } from '../../../src/core/environment/ecosystem.ts';
import { withPrivateCaches } from '../../../src/core/environment/private-caches.ts';
import { runTool } from '../../../src/core/environment/tool-output.ts';
import { look, run } from '../cache/look.ts';
import { writeFiles } from '../git-repository.ts';
import { requireTool } from '../required-tool.ts';
import { smallDisks } from '../small-disk.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { exampleContract } from './example-contract.ts';

describe('shared caches that cannot be written', function () {
  this.timeout(120_000);
  const mountSmallDisk = smallDisks();
  const directory = temporaryDirectory();
  const within = (relative: string): string => path.join(directory(), relative);
  const disk = (): string => within('disk');

  /** Variables as of a user whose caches all lie on a disk that is read-only from here on. */
  async function onReadOnlyDisk(context: Mocha.Context): Promise<Record<string, string>> {
    const mounted = await mountSmallDisk(context, disk(), 256);
    for (const name of ['uv', 'pip', 'npm', 'pnpm', 'sccache', 'turbo']) {
      mkdirSync(path.join(disk(), name));
    }
    mounted.setReadOnly(true);
    return {
      PATH: process.env['PATH'] ?? '',
      UV_CACHE_DIR: path.join(disk(), 'uv'),
      PIP_CACHE_DIR: path.join(disk(), 'pip'),
      npm_config_cache: path.join(disk(), 'npm'),
      PNPM_CONFIG_STORE_DIR: path.join(disk(), 'pnpm'),
      SCCACHE_DIR: path.join(disk(), 'sccache'),
      TURBO_CACHE_DIR: path.join(disk(), 'turbo'),
    };
  }

  async function contextOf(
    inherited: Record<string, string>,
    ecosystem: EcosystemName,
    files: readonly string[] = [],
  ): Promise<ContractContext> {
    const projects = [{ ecosystem, directory: '.', files }];
    const context = await exampleContract(directory(), { inherited, projects });
    const caches = await withPrivateCaches(context.caches, context.namespaceRoot);
    return { ...context, caches };
  }

  it('of uv and pip give way to the agent’s own, into which they install', async function () {
    const uvTool = await requireTool(this, 'uv');
    const inherited = await onReadOnlyDisk(this);
    const context = await contextOf(inherited, 'python');
    const environment = { ...process.env, ...environmentContract(context) };
    const venv = environment['VIRTUAL_ENV'] ?? '';
    await run(uvTool, ['venv', '--seed', '--quiet', venv], directory(), environment);
    await run(uvTool, ['pip', 'install', '--quiet', 'six==1.17.0'], directory(), environment);
    const python = path.join(venv, 'bin', 'python');
    const install = ['-m', 'pip', 'install', '--quiet', '--no-deps', 'toml==0.10.2'];
    await run(python, install, directory(), environment);
    const own = path.join(context.namespaceRoot, 'cache');
    assert.notDeepEqual(readdirSync(path.join(own, 'uv')), []);
    const asked = await run(python, ['-m', 'pip', 'cache', 'dir'], directory(), environment);
    assert.equal(asked.toString().trim(), path.join(own, 'pip'));

    // The control: by itself uv does not even make an environment.
    const alone = await runTool(uvTool, ['venv', within('other')], {
      cwd: directory(),
      environment: { ...process.env, ...inherited },
    });
    assert.equal(alone.exitCode, 2, alone.stderr);
  });

  it('of npm and pnpm give way to the agent’s own, from which they install', async function () {
    const tools = { npm: await requireTool(this, 'npm'), pnpm: await requireTool(this, 'pnpm') };
    const context = await contextOf(await onReadOnlyDisk(this), 'node', ['package.json']);
    const environment = { ...process.env, ...environmentContract(context) };
    for (const [name, tool] of Object.entries(tools)) {
      writeFiles(within(name), {
        'package.json': '{"private":true,"dependencies":{"is-number":"7.0.0"}}',
      });
      await run(tool, ['install', '--silent'], within(name), environment);
      assert.ok(readdirSync(within(`${name}/node_modules`)).includes('is-number'));
      const own = path.join(context.namespaceRoot, 'cache', name);
      assert.notDeepEqual(readdirSync(own), []);
    }
  });

  it('of sccache and turbo stay, since these find what is there and do without writing', async function () {
    const inherited = await onReadOnlyDisk(this);
    const rust = environmentContract(await contextOf(inherited, 'rust'));
    assert.equal(rust['SCCACHE_DIR'], path.join(disk(), 'sccache'));
    assert.equal(rust['TURBO_CACHE_DIR'], path.join(disk(), 'turbo'));
  });

  it('are told of once each, with path, cause and cure, to agents that use them', async function () {
    const inherited = await onReadOnlyDisk(this);
    const notes = async (ecosystem: EcosystemName) =>
      explainContract(await contextOf(inherited, ecosystem))
        .filter(({ isSet }) => isSet)
        .map(({ text }) => text)
        .filter((text) => text.includes('cannot be written'));
    assert.deepEqual(await notes('python'), [
      `The cache of pip in ${disk()}/pip cannot be written (its file system is read-only), so this agent has one of its own and shares none of its downloads. Make it writable and spawn another agent.`,
      `The cache of uv in ${disk()}/uv cannot be written (its file system is read-only), so this agent has one of its own and shares none of its downloads. Make it writable and spawn another agent.`,
    ]);
    assert.deepEqual(await notes('rust'), [
      `The cache of sccache in ${disk()}/sccache cannot be written (its file system is read-only), so what it holds is found and nothing is added to it. Make it writable and spawn another agent.`,
    ]);
  });

  it('are shown as such, with where they lie', async function () {
    for (const tool of ['uv', 'npm', 'turbo']) await requireTool(this, tool);
    const environment = { ...process.env, ...(await onReadOnlyDisk(this)) };
    for (const [probe, name] of [
      [uv, 'uv'],
      [npm, 'npm'],
    ] as const) {
      const result = await look(probe, environment);
      assert.equal(result.available, false);
      assert.match(result.explanation?.reason ?? '', /cannot be written \(.*read-only\), so each/);
      assert.ok(result.location?.startsWith(path.join(disk(), name)));
    }
    writeFiles(within('workspace'), { 'turbo.json': '{}' });
    const result = await look(turbo, environment, { workspace: within('workspace') });
    assert.equal(result.available, true);
    assert.match(result.explanation?.reason ?? '', /adds nothing to it/);
  });

  it('are as they were where they can be written, and where the tool chooses', async () => {
    const { caches, namespaceRoot } = await exampleContract(directory());
    assert.deepEqual(await withPrivateCaches(caches, namespaceRoot), caches);
    const left = { ...caches, pnpm: { path: '/proc/none', source: 'tool' as const } };
    assert.deepEqual(await withPrivateCaches(left, namespaceRoot), left);
  });
});
