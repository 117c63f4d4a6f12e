import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { provideContractFiles } from '../../../../src/core/environment/contract.ts';
import type { Project } from '../../../../src/core/environment/ecosystem.ts';
import { findInstallLock } from '../../../../src/core/environment/node/install-lock.ts';
import { writeFiles } from '../../git-repository.ts';
import { pathWithout } from '../../path-without.ts';
import { requireTool } from '../../required-tool.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { exampleContract } from '../example-contract.ts';

const projects: readonly Project[] = [
  { ecosystem: 'node', directory: '.', files: ['package.json'] },
];

describe('the package managers of agents in one checkout', function () {
  this.timeout(60_000);
  const directory = temporaryDirectory();
  const workspace = (): string => path.join(directory(), "a user's workspace");
  const started: ChildProcess[] = [];

  before(async function () {
    await requireTool(this, 'flock');
  });

  beforeEach(() => {
    mkdirSync(workspace());
  });

  afterEach(() => {
    for (const { pid, exitCode, signalCode } of started.splice(0)) {
      if (pid !== undefined && exitCode === null && signalCode === null)
        process.kill(-pid, 'SIGKILL');
    }
  });

  /** An agent's folder of programs before the rest of PATH. */
  async function agent(id: string, outer = process.env['PATH'] ?? '', checkout = workspace()) {
    const context = await exampleContract(directory(), {
      agent: id,
      workspace: workspace(),
      checkout,
      projects,
    });
    const installLock = await findInstallLock({ ...context, environment: { PATH: outer } });
    await provideContractFiles({ ...context, installLock });
    const bin = path.join(context.namespaceRoot, 'bin');
    return { bin, installLock, PATH: `${bin}:${outer}` };
  }

  /** Runs a program as the leader of a process group. */
  function run(command: string, PATH: string, cwd = workspace()) {
    const [program = '', ...words] = command.split(' ');
    const child = spawn(program, words, {
      cwd,
      detached: true,
      env: { ...process.env, PATH },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    started.push(child);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const told = createInterface(child.stderr);
    let errors = '';
    told.on('line', (line) => (errors += `${line}\n`));
    return {
      child,
      /** Resolves with the first line on stderr that has these words. */
      says: (words: string) =>
        new Promise<string>((resolve) => {
          told.on('line', (line) => {
            if (line.includes(words)) resolve(line);
          });
        }),
      ended: new Promise<{ code: number | null; output: string; errors: string }>((resolve) => {
        child.once('close', (code) => {
          resolve({ code, output, errors });
        });
      }),
    };
  }

  /** Programs of these names that say how they were called. */
  function standIns(...names: string[]): string {
    const bin = path.join(directory(), 'outer');
    for (const name of names) {
      const text = `#!/bin/sh\necho "${name} $* \${LANEKEEPER_INSTALL_LOCK:+locked}"\n`;
      writeFiles(bin, { [name]: text });
      execFileSync('chmod', ['+x', path.join(bin, name)]);
    }
    return `${bin}:${process.env['PATH'] ?? ''}`;
  }

  it('take the lock for what installs, and for nothing else', async () => {
    const { PATH } = await agent('dev-1', standIns('npm', 'pnpm', 'yarn', 'bun', 'corepack'));
    const installing = [
      ...['npm ci', 'npm i left', 'npm --silent install', 'npm -w one add left', 'npm rm left'],
      ...['npm --prefix one install', 'npm -C one ci', 'pnpm i', 'pnpm -F one add left'],
      ...['pnpm --dir=one install', 'pnpm -r update', 'pnpm recursive install'],
      ...['yarn', 'yarn --frozen-lockfile', 'yarn add left', 'yarn workspace one add left'],
      ...['yarn workspaces focus', 'bun add left', 'corepack pnpm install', 'corepack yarn@1'],
    ];
    const others = [
      ...['npm run install', 'npm --version', 'npm test', 'npm i -g left', 'npm exec ci', 'npm'],
      ...['pnpm build', 'pnpm exec install', 'pnpm dlx add', 'pnpm --filter install build'],
      ...['yarn --version', 'yarn run add', 'yarn workspaces foreach add', 'yarn global add left'],
      ...['bun run i', 'bun', 'corepack enable', 'corepack', 'corepack pnpm run add'],
    ];
    for (const command of [...installing, ...others]) {
      const { output } = await run(command, PATH).ended;
      const locked = installing.includes(command) ? ' locked' : ' ';
      const [program = '', ...words] = command.split(' ');
      assert.equal(output, `${program} ${words.join(' ')}${locked}\n`);
    }
  });

  it('take no lock outside of the checkout, and none is there without a need', async () => {
    const outer = standIns('npm');
    const { PATH, bin } = await agent('dev-1', outer);
    assert.equal((await run('npm i', PATH, directory()).ended).output, 'npm i \n');
    assert.equal(
      (await run(`npm --prefix ${bin} i`, PATH, directory()).ended).output.trim().split(' ').at(-1),
      'locked',
    );
    assert.ok(!existsSync(path.join(bin, 'no-such-manager')));
    const apart = await agent('dev-2', outer, path.join(directory(), 'worktree'));
    assert.deepEqual([apart.installLock, existsSync(path.join(apart.bin, 'npm'))], [null, false]);
    const without = await agent('dev-3', await pathWithout('flock'));
    assert.deepEqual(
      [without.installLock, existsSync(path.join(without.bin, 'npm'))],
      ['missing', false],
    );
  });

  it('start the program itself, whichever agents’ folders stand before it', async () => {
    const outer = standIns('npm');
    const [one, other] = [await agent('dev-1', outer), await agent('dev-2', outer)];
    const PATH = `${one.bin}:${other.bin}:${one.PATH}`;
    assert.equal((await run('npm i', PATH).ended).output, 'npm i locked\n');
    const { code, errors } = await run(path.join(one.bin, 'npm'), one.bin).ended;
    assert.deepEqual([code, errors], [127, 'npm: not found\n']);
  });

  it('need no process more where nothing is installed', async function () {
    const strace = await requireTool(this, 'strace');
    const { PATH } = await agent('dev-1', standIns('npm'));
    const trace = path.join(directory(), 'trace');
    await run(`${strace} -f -qq -e trace=process -o ${trace} npm test`, PATH).ended;
    const calls = readFileSync(trace, 'utf8').split('\n');
    assert.equal(calls.filter((line) => /execve\(.* = 0$/.test(line)).length, 2);
    assert.equal(calls.filter((line) => /\b(?:clone3?|v?fork)\(/.test(line)).length, 0);
  });

  describe('with npm', () => {
    let gate = '';

    /** A project whose install stands still, after a line on stderr, until somebody writes into the gate: fifo(7). */
    beforeEach(async function () {
      await requireTool(this, 'npm');
      gate = path.join(workspace(), 'gate');
      execFileSync('mkfifo', [gate]);
      writeFiles(workspace(), {
        'package.json': JSON.stringify({
          name: 'project',
          scripts: { postinstall: 'cd sub && npm install --no-audit && cd .. && cat gate' },
        }),
        'sub/package.json': '{"name":"sub"}',
      });
    });
    const install = 'npm install --no-audit --foreground-scripts';
    /** Once the reader has opened its end. */
    const open = () => {
      writeFileSync(gate, 'go on\n');
    };

    it('install one after the other, an install within an install at once, and say who waits for whom', async () => {
      const [one, other] = [await agent('dev-1'), await agent('dev-2')];
      const first = run(install, one.PATH);
      // Reached only when the install within it has ended.
      const reached = new Promise((resolve) => {
        first.child.stdout.on('data', resolve);
      });
      await reached;
      const second = run(install, other.PATH);
      assert.equal(
        await second.says('waiting'),
        `lanekeeper: agent dev-1 is installing packages in ${realpathSync(workspace())}: waiting for it`,
      );
      assert.equal(second.child.exitCode, null);
      const going = second.says('going on');
      open();
      assert.equal((await first.ended).code, 0);
      await going;
      open();
      assert.equal((await second.ended).code, 0);
    });

    it('go on at once when the one that installs is killed', async () => {
      const [one, other] = [await agent('dev-1'), await agent('dev-2')];
      const first = run(install, one.PATH);
      await new Promise((resolve) => {
        first.child.stdout.on('data', resolve);
      });
      const second = run(install, other.PATH);
      const going = second.says('going on');
      await second.says('waiting');
      assert.ok(first.child.pid !== undefined);
      process.kill(-first.child.pid, 'SIGKILL');
      await going;
      open();
      assert.equal((await second.ended).code, 0);
    });
  });
});
