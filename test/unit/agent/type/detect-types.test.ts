import assert from 'node:assert/strict';
import { chmodSync, existsSync } from 'node:fs';
import path from 'node:path';
import { detectAgentType, detectAgentTypes } from '../../../../src/core/agent/type/detect-types.ts';
import { LanekeeperError } from '../../../../src/core/error.ts';
import { writeFiles } from '../../git-repository.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

describe('the agent types', () => {
  const directory = temporaryDirectory();
  const workspace = (): string => path.join(directory(), 'workspace');

  /** Programs that print a version and note that they ran. */
  function install(...names: string[]): NodeJS.ProcessEnv {
    const bin = path.join(directory(), 'bin');
    for (const name of names) {
      const ran = path.join(directory(), 'ran');
      writeFiles(bin, { [name]: `#!/bin/sh\ntouch ${ran}\necho "${name} version 1.2.3 (x)"\n` });
      chmodSync(path.join(bin, name), 0o755);
    }
    return { PATH: bin + (process.platform === 'win32' ? '' : ':/usr/bin:/bin') };
  }
  const detect = (name: string, environment: NodeJS.ProcessEnv) =>
    detectAgentType(name, workspace(), { environment });

  beforeEach(function () {
    if (process.platform === 'win32') this.skip();
    writeFiles(workspace(), { 'README.md': '' });
  });

  it('run in the folder of their project in a repository of several languages', async () => {
    writeFiles(workspace(), {
      'rust/Cargo.toml': '',
      'python/pyproject.toml': '[project]\nname = "p"\n[tool.mypy]\n',
      'node/package.json': '{"scripts":{"build":"x","test":"y"}}',
      'node/pnpm-lock.yaml': '',
    });
    const environment = install('cargo', 'python3', 'pnpm');
    const types = await detectAgentTypes(workspace(), { environment });
    const runs = types
      .filter(({ available, interactive }) => available && !interactive)
      .map(({ type, command, directory: where }) => `${type}: ${command.join(' ')} in ${where}`);
    assert.deepEqual(runs, [
      'auto: cargo build --workspace in rust',
      'rust-dev: cargo build --workspace in rust',
      'rust-test: cargo test --workspace in rust',
      'rust-release: cargo build --release in rust',
      'python-test: lanekeeper-pytest in python',
      'python-dev: lanekeeper-mypy in python',
      'node-build: pnpm run build in node',
      'node-test: pnpm run test in node',
    ]);
    assert.deepEqual((await detect('python-test', environment)).needs, ['pytest']);
    const { program, version } = await detect('rust-dev', environment);
    assert.deepEqual({ program, version }, { program: 'cargo', version: '1.2.3' });
  });

  it('say what is missing and how to get it', async () => {
    writeFiles(workspace(), { 'package.json': '{"scripts":{"build":"x"}}', 'yarn.lock': '' });
    const environment = { PATH: path.join(directory(), 'empty') };
    for (const type of await detectAgentTypes(workspace(), { environment })) {
      assert.equal(type.available, false, type.type);
      assert.match(type.reason ?? '', /\.$/, type.type);
      assert.ok(type.cure, type.type);
      assert.deepEqual(type.command, []);
    }
    const { reason, cure } = await detect('node-build', environment);
    assert.match(reason ?? '', /uses yarn, and yarn is not on PATH/);
    assert.match(cure ?? '', /npm install -g yarn/);
    assert.match((await detect('node-test', environment)).reason ?? '', /no test script/);
    assert.match((await detect('rust-dev', environment)).reason ?? '', /no Cargo\.toml/);
  });

  it('test Rust through nextest where it is installed', async () => {
    writeFiles(workspace(), { 'Cargo.toml': '' });
    const missing = await detect('rust-nextest', install('cargo'));
    assert.match(missing.reason ?? '', /cargo-nextest is not on PATH/);
    const found = await detect('rust-nextest', install('cargo', 'cargo-nextest'));
    assert.equal(found.command.join(' '), 'cargo nextest run --workspace --no-tests=pass');
    assert.equal(found.followUp, undefined);
    const test = await detect('rust-test', install('cargo', 'cargo-nextest'));
    assert.deepEqual(test.command, found.command);
    assert.equal(test.followUp?.command.join(' '), 'cargo test --workspace --doc');
  });

  it('list those that can run first', async () => {
    const types = await detectAgentTypes(workspace(), { environment: install('qwen') });
    assert.deepEqual(
      types.filter(({ available }) => available).map(({ type }) => type),
      ['qwen'],
    );
    assert.equal(types[0]?.type, 'qwen');
    assert.equal(types[0].interactive, true);
  });

  const scripts: readonly (readonly [string, Record<string, string>, string])[] = [
    [
      'turbo through the package manager',
      { 'package.json': '{}', 'package-lock.json': '', 'turbo.json': '{}' },
      'npx --no turbo run build',
    ],
    [
      'every workspace of pnpm',
      { 'package.json': '{}', 'pnpm-workspace.yaml': '' },
      'pnpm --recursive run build',
    ],
    [
      'every workspace of npm',
      { 'package.json': '{"workspaces":["a"]}' },
      'npm run build --workspaces --if-present',
    ],
    [
      'the project’s own script before that of its workspaces',
      { 'package.json': '{"scripts":{"build":"x"}}', 'pnpm-workspace.yaml': '' },
      'pnpm run build',
    ],
  ];
  for (const [name, files, command] of scripts) {
    it(`build ${name}`, async () => {
      writeFiles(workspace(), files);
      const type = await detect('node-build', install('npm', 'npx', 'pnpm'));
      assert.equal(type.command.join(' '), command);
    });
  }

  it('name the file that is broken', async () => {
    writeFiles(workspace(), { 'package.json': '{' });
    const { reason } = await detect('node-build', install('npm'));
    assert.match(reason ?? '', /package\.json cannot be read: /);
  });

  it('run no tool in a workspace that nobody trusts', async () => {
    writeFiles(workspace(), { 'Cargo.toml': '' });
    const environment = install('cargo', 'claude');
    const types = await detectAgentTypes(workspace(), { environment, isTrusted: false });
    assert.equal(types.find(({ type }) => type === 'rust-dev')?.available, true);
    assert.ok(types.every(({ version }) => version === null));
    assert.equal(existsSync(path.join(directory(), 'ran')), false);
  });

  it('never run a program of the workspace for its version', async () => {
    writeFiles(workspace(), { 'bin/claude': `#!/bin/sh\ntouch ${directory()}/ran\n` });
    chmodSync(path.join(workspace(), 'bin', 'claude'), 0o755);
    const { available } = await detect('claude', {
      PATH: `${path.join(workspace(), 'bin')}:/usr/bin:/bin`,
    });
    assert.equal(available, true);
    assert.equal(existsSync(path.join(directory(), 'ran')), false);
  });

  it('do without the version of a tool that does not answer', async () => {
    const environment = install('claude');
    const file = path.join(directory(), 'bin', 'claude');
    writeFiles(path.dirname(file), { claude: '#!/bin/sh\nexit 1\n' });
    const { available, version } = await detect('claude', environment);
    assert.deepEqual({ available, version }, { available: true, version: null });
  });

  it('include the user’s own, which may take the place of a built-in one', async () => {
    const own = [
      {
        type: 'rust-dev',
        title: 'Check',
        command: ['cargo', 'check'],
        interactive: false,
        ecosystems: ['rust' as const],
      },
      { type: 'docs', command: ['mdbook', 'build'], interactive: false, ecosystems: [] },
    ];
    const environment = install('cargo');
    const types = await detectAgentTypes(workspace(), { environment, own });
    const find = (name: string) => types.filter(({ type }) => type === name);
    assert.deepEqual(
      find('rust-dev').map(({ command }) => command),
      [['cargo', 'check']],
    );
    assert.match(find('docs')[0]?.reason ?? '', /mdbook is not on PATH/);
  });

  it('that do not exist are refused with the names of those that do', async () => {
    await assert.rejects(
      detect('rust-development', install()),
      (fault) =>
        fault instanceof LanekeeperError &&
        fault.code === 'agent-type-unknown' &&
        fault.cure.includes('rust-dev'),
    );
  });
});
