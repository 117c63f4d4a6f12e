import assert from 'node:assert/strict';
import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { environmentContract } from '../../../src/core/environment/contract.ts';
import type { Project } from '../../../src/core/environment/ecosystem.ts';
import { counted, run } from '../cache/look.ts';
import { makeRepository, runGit, writeFiles } from '../git-repository.ts';
import { requireTool } from '../required-tool.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { exampleContract } from './example-contract.ts';

describe('what agents take out of a shared store', function () {
  this.timeout(120_000);
  const directory = temporaryDirectory();
  const within = (relative: string): string => path.join(directory(), relative);

  /** The environment of an agent's processes; `changes` come last. */
  async function agentEnvironment(
    agent: string,
    projects: readonly Project[],
    changes: NodeJS.ProcessEnv = {},
  ): Promise<NodeJS.ProcessEnv> {
    const contract = environmentContract(await exampleContract(directory(), { agent, projects }));
    return { ...process.env, ...contract, ...changes };
  }

  /** The control proves that the tool by itself shares the file, so that the contract is what keeps agents apart. */
  const installs = {
    'by the contract': { changes: {}, leaks: false },
    'by the tool itself': {
      changes: { UV_LINK_MODE: undefined, PNPM_CONFIG_PACKAGE_IMPORT_METHOD: undefined },
      leaks: true,
    },
  } as const;

  for (const [how, { changes, leaks }] of Object.entries(installs)) {
    it(`of uv is ${leaks ? 'every agent’s' : 'its own'} when installed ${how}`, async function () {
      if (process.platform !== 'linux') this.skip();
      const uv = await requireTool(this, 'uv');
      // Where the file system can clone, the tool itself keeps them apart as well: then only the contract is held.
      const files: string[] = [];
      for (const agent of ['dev-1', 'dev-2']) {
        const projects = [{ ecosystem: 'python' as const, directory: '.', files: [] }];
        const environment = await agentEnvironment(agent, projects, changes);
        const venv = environment['VIRTUAL_ENV'] ?? '';
        await run(uv, ['venv', '--quiet', venv], directory(), environment);
        await run(uv, ['pip', 'install', '--quiet', 'six==1.17.0'], directory(), environment);
        const where = await run(
          path.join(venv, 'bin', 'python'),
          ['-c', 'import six; print(six.__file__)'],
          directory(),
          environment,
        );
        files.push(where.toString().trim());
      }
      assert.equal(isSharedAfterEdit(files), leaks);
    });

    it(`of pnpm is ${leaks ? 'every agent’s' : 'its own'} when installed ${how}`, async function () {
      if (process.platform !== 'linux') this.skip();
      const pnpm = await requireTool(this, 'pnpm');
      const projects = [{ ecosystem: 'node' as const, directory: '.', files: ['package.json'] }];
      const files: string[] = [];
      for (const agent of ['dev-1', 'dev-2']) {
        const environment = await agentEnvironment(agent, projects, changes);
        writeFiles(within(agent), {
          'package.json': '{"private":true,"dependencies":{"is-number":"7.0.0"}}',
        });
        await run(pnpm, ['install', '--silent'], within(agent), environment);
        files.push(within(`${agent}/node_modules/is-number/index.js`));
      }
      assert.equal(isSharedAfterEdit(files), leaks);
    });
  }

  it('of turbo is what another worktree of the repository built, also for a linked workspace', async function () {
    const turbo = await requireTool(this, 'turbo');
    makeRepository(within('main'), {
      'package.json':
        '{"name":"root","private":true,"packageManager":"npm@11.0.0","workspaces":["a"]}',
      'package-lock.json':
        '{"name":"root","lockfileVersion":3,"requires":true,"packages":{"":{"name":"root","workspaces":["a"]},"a":{"version":"1.0.0"},"node_modules/a":{"resolved":"a","link":true}}}',
      'turbo.json': '{"tasks":{"build":{"outputs":[]}}}',
      '.gitignore': '.turbo\n',
      'a/package.json': '{"name":"a","version":"1.0.0","scripts":{"build":"echo built"}}',
    });
    // The workspace is itself a linked worktree, and so is the agents' second checkout.
    for (const linked of ['workspace', 'second'])
      runGit(within('main'), 'worktree', 'add', '--quiet', '--detach', within(linked));
    const projects = [
      { ecosystem: 'node' as const, directory: '.', files: ['package.json', 'turbo.json'] },
    ];
    const environment = await agentEnvironment('dev-1', projects);
    assert.equal(environment['TURBO_CACHE_DIR'], within('main/.turbo/cache'));
    const quietly = { ...environment, TURBO_TELEMETRY_DISABLED: '1' };
    const build = async (folder: string) =>
      counted(await run(turbo, ['run', 'build'], within(folder), quietly), 'turbo');
    assert.deepEqual(await build('main'), { hits: 0, misses: 1 });
    assert.deepEqual(await build('workspace'), { hits: 1, misses: 0 });
    assert.deepEqual(await build('second'), { hits: 1, misses: 0 });
  });
});

/** Whether an edit of the first file is one of the second. */
function isSharedAfterEdit([edited = '', other = '']: readonly string[]): boolean {
  appendFileSync(edited, '\n# edited by one agent\n');
  assert.match(readFileSync(edited, 'utf8'), /edited by one agent/);
  return readFileSync(other, 'utf8').includes('edited by one agent');
}
