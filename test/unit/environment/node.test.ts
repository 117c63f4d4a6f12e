import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  environmentContract,
  provideContractFiles,
} from '../../../src/core/environment/contract.ts';
import type { ContractContext, PreparationStep } from '../../../src/core/environment/ecosystem.ts';
import { node } from '../../../src/core/environment/node.ts';
import { preparationSteps } from '../../../src/core/environment/preparation.ts';
import { assertRefused } from '../agent/engine-rig.ts';
import { writeFiles } from '../git-repository.ts';
import { requireTool } from '../required-tool.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { exampleContract } from './example-contract.ts';

const run = promisify(execFile);

describe('Node', () => {
  const directory = temporaryDirectory();
  const workspace = (): string => path.join(directory(), 'workspace');

  async function prepare(
    files: Readonly<Record<string, string>>,
    changes: Partial<ContractContext> = {},
  ): Promise<{ context: ContractContext; steps: PreparationStep[] }> {
    writeFiles(workspace(), files);
    writeFiles(changes.checkout ?? workspace(), files);
    const projects = await node.detect(workspace());
    const context = await exampleContract(directory(), { projects, ...changes });
    const variables = environmentContract(context);
    const steps = await preparationSteps({ contract: context, variables, ecosystems: ['node'] });
    return { context, steps };
  }

  const installs: readonly (readonly [string, Record<string, string>, string])[] = [
    ['pnpm', { 'package.json': '{}', 'pnpm-lock.yaml': '' }, 'pnpm install --frozen-lockfile'],
    [
      'npm',
      { 'package.json': '{}', 'package-lock.json': '{}' },
      'npm ci --prefer-offline --no-audit --no-fund',
    ],
    [
      'yarn 1',
      { 'package.json': '{}', 'yarn.lock': '' },
      'yarn install --frozen-lockfile --non-interactive',
    ],
    [
      'a later yarn',
      { 'package.json': '{"packageManager":"yarn@4.18.1"}', 'yarn.lock': '' },
      'yarn install --immutable',
    ],
    ['bun', { 'package.json': '{}', 'bun.lock': '' }, 'bun install --frozen-lockfile'],
    [
      'the one package.json names, among several lockfiles',
      {
        'package.json': '{"packageManager":"npm@11.0.0"}',
        'package-lock.json': '{}',
        'yarn.lock': '',
      },
      'npm ci --prefer-offline --no-audit --no-fund',
    ],
  ];
  for (const [name, files, command] of installs) {
    it(`is installed by ${name}`, async () => {
      const { steps } = await prepare(files);
      assert.equal(steps[0]?.command.join(' ').replace(/^corepack /, ''), command);
    });
  }

  it('is installed by the first in the order pnpm, yarn, bun, npm where nothing names one', async () => {
    const all = ['package-lock.json', 'bun.lock', 'yarn.lock', 'pnpm-lock.yaml'];
    const chosen: (string | undefined)[] = [];
    for (const count of [1, 2, 3, 4]) {
      const locked = all.slice(0, count).map((name) => [name, ''] as const);
      const { steps } = await prepare({
        'package.json': '{}',
        ...Object.fromEntries<string>(locked),
      });
      chosen.push(steps[0]?.command.find((word) => word !== 'corepack'));
    }
    assert.deepEqual(chosen, ['npm', 'bun', 'yarn', 'pnpm']);
  });

  it('is not installed from a lockfile in conflict, of which pnpm would make its own', async () => {
    const side = "lockfileVersion: '9.0'\n";
    const conflicted = `<<<<<<< HEAD\n${side}=======\n${side}>>>>>>> topic\n`;
    await assertRefused(
      prepare({ 'package.json': '{}', 'pnpm-lock.yaml': conflicted }),
      'lockfile-conflicted',
      /pnpm-lock\.yaml holds the marks of a merge conflict/,
    );
    const kept = readFileSync(path.join(workspace(), 'pnpm-lock.yaml'), 'utf8');
    assert.equal(kept, conflicted);
    assert.ok(!existsSync(path.join(workspace(), 'node_modules')));
  });

  it('warns that node_modules is shared in a shared checkout, and only there', async () => {
    const files = { 'package.json': '{}', 'package-lock.json': '{}' };
    const shared = await prepare(files);
    assert.match(shared.steps[0]?.warning ?? '', /shared checkout/);
    const checkout = path.join(directory(), 'worktree');
    const own = await prepare(files, { checkout });
    assert.equal(own.steps[0]?.warning, null);
    assert.notEqual(own.steps[0].lock, shared.steps[0]?.lock);
  });

  it('is not installed again, nor without a lockfile', async () => {
    const locked = { 'web/package.json': '{}', 'web/package-lock.json': '{}' };
    const empty = { ...locked, 'web/package-lock.json': '{"packages":{}}' };
    const { steps } = await prepare({ ...empty, 'web/node_modules/.package-lock.json': '{}' });
    assert.deepEqual(steps, []);
    assert.deepEqual((await prepare({ 'package.json': '{}' })).steps, []);
  });

  it('is installed by the real pnpm into the store that agents share', async function () {
    this.timeout(300_000);
    await requireTool(this, 'pnpm');
    const { context, steps } = await prepare({
      'package.json': '{"name":"root","private":true}',
      'pnpm-workspace.yaml': 'packages:\n  - packages/*\n',
      'packages/a/package.json': '{"name":"a","version":"1.0.0"}',
      'packages/b/package.json':
        '{"name":"b","version":"1.0.0","dependencies":{"a":"workspace:*"}}',
      'pnpm-lock.yaml': [
        "lockfileVersion: '9.0'",
        'settings:',
        '  autoInstallPeers: true',
        '  excludeLinksFromLockfile: false',
        'importers:',
        '  .: {}',
        '  packages/a: {}',
        '  packages/b:',
        '    dependencies:',
        '      a:',
        '        specifier: workspace:*',
        '        version: link:../a',
        '',
      ].join('\n'),
    });
    await provideContractFiles(context);
    const env = { ...process.env, ...environmentContract(context) };
    const [step] = steps;
    assert.ok(step);
    const [program = '', ...parameters] = step.command;
    await run(program, parameters, { cwd: path.join(context.checkout, step.directory), env });
    assert.ok(existsSync(step.install?.record ?? ''), 'the record is what pnpm really writes');
    const { stdout } = await run('pnpm', ['store', 'path'], { cwd: workspace(), env });
    assert.ok(stdout.startsWith(path.join(directory(), 'user', '.local/share/pnpm/store')));
  });
});
