import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
} from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { writeFiles } from '../unit/git-repository.ts';
import { boundByPermissions } from '../unit/permissions.ts';
import { temporaryDirectory } from '../unit/temporary-directory.ts';
import { agentsAt, type CallOptions, errorOf, lanekeeper } from './command-line.ts';

const shown = z.object({ statusReason: z.string(), command: z.array(z.string()) });

const explained = z.object({
  parts: z.object({
    project: z.object({ inputs: z.array(z.object({ path: z.string(), sha256: z.string() })) }),
  }),
});

describe('bad input to the command line', () => {
  const directory = temporaryDirectory();
  const at = (files: Readonly<Record<string, string>> = {}): CallOptions => {
    const workspace = path.join(directory(), 'workspace');
    mkdirSync(workspace, { recursive: true });
    writeFiles(workspace, files);
    return { home: path.join(directory(), 'home'), cwd: workspace };
  };

  /** What a spawn is refused with, once it is certain that it left nothing. */
  const refusal = async (words: readonly string[], options: CallOptions) => {
    const error = errorOf(await lanekeeper(['spawn', '--json', ...words], options));
    assert.deepEqual(await agentsAt(options), {});
    for (const name of ['namespaces', 't']) {
      const place = path.join(options.home, name);
      assert.deepEqual(existsSync(place) ? readdirSync(place) : [], [], place);
    }
    return error;
  };

  const overLong = 'x'.repeat(40);
  for (const [id, fault] of [
    ['', 'The agent id is empty.'],
    ['../x', 'The agent id "../x" looks like a path.'],
    ['a/b', 'The agent id "a/b" looks like a path.'],
    [overLong, `The agent id "${overLong}" has 40 characters, more than 39.`],
    ['con', 'The agent id "con" is a device name on Windows.'],
  ] as const) {
    it(`is the agent id ${JSON.stringify(id)}`, async () => {
      const { code, message, cure, exitCode } = await refusal(['--id', id, '--', 'true'], at());
      assert.deepEqual(
        { code, message, exitCode },
        { code: 'agent-id-invalid', message: fault, exitCode: 2 },
      );
      assert.match(cure, /1 to 39 lower-case letters, digits and hyphens/);
    });
  }

  it('is an agent type that there is not', async () => {
    const { code, message, cure, exitCode } = await refusal(['--type', 'cobol'], at());
    assert.deepEqual({ code, exitCode }, { code: 'agent-type-unknown', exitCode: 2 });
    assert.match(message, /"cobol"/);
    assert.match(cure, /rust-dev.*agentTypes/s);
  });

  it('is a project whose toolchain is missing', async () => {
    const bin = path.join(directory(), 'bin');
    mkdirSync(bin);
    symlinkSync(process.execPath, path.join(bin, 'node'));
    const project = at({ 'Cargo.toml': '[package]\nname = "a"\nversion = "0.1.0"\n' });
    const options = { ...project, variables: { PATH: bin } };
    for (const type of ['rust-dev', 'auto']) {
      const { code, message, cure, exitCode } = await refusal(['--type', type], options);
      assert.deepEqual({ code, exitCode }, { code: 'toolchain-missing', exitCode: 1 });
      assert.match(message, /cargo is not on PATH/);
      assert.match(cure, type === 'auto' ? /Choose a type, or give a command/ : /rustup\.rs/);
    }
  });

  it('is an id that is taken, and its owner keeps all it has', async () => {
    const options = at();
    await lanekeeper(['spawn', '--id', 'dev', '--', 'sh', '-c', 'echo mine'], options);
    await lanekeeper(['wait', 'dev'], options);
    const { code, message, cure, exitCode } = errorOf(
      await lanekeeper(['spawn', '--id', 'dev', '--json', '--', 'true'], options),
    );
    assert.deepEqual({ code, exitCode }, { code: 'agent-id-taken', exitCode: 2 });
    assert.match(message, /"dev"/);
    assert.match(cure, /lanekeeper clean dev/);
    assert.deepEqual(await agentsAt(options), { dev: 'done' });
    assert.match((await lanekeeper(['logs', 'dev'], options)).stdout, /^mine$/m);
  });

  it('is a command that is not found, which is told wherever the agent is looked at', async () => {
    const options = at();
    await lanekeeper(['spawn', '--id', 'dev', '--', 'no-such-program', '--flag'], options);
    assert.equal((await lanekeeper(['wait', 'dev'], options)).code, 1);
    const { statusReason, command } = shown.parse(
      JSON.parse((await lanekeeper(['show', 'dev', '--json'], options)).stdout),
    );
    assert.deepEqual(command, ['no-such-program', '--flag']);
    assert.match(statusReason, /"no-such-program" was not found\. Check its spelling/);
    assert.ok((await lanekeeper(['logs', 'dev'], options)).stdout.includes(statusReason));
  });

  it('is a lockfile that may not be read', async function () {
    const through = await boundByPermissions(this);
    const options = at({ 'Cargo.toml': '[package]\nname = "a"\n', 'Cargo.lock': 'version = 4\n' });
    const lockfile = path.join(options.cwd, 'Cargo.lock');
    chmodSync(lockfile, 0);
    const { code, message, cure } = await refusal(['--', 'true'], { ...options, through });
    assert.equal(code, 'namespace-unreadable');
    assert.ok(message.startsWith(`${lockfile} is part of the namespace and cannot be read`));
    assert.ok(cure.includes(`Make ${lockfile} readable`), cure);
    chmodSync(lockfile, 0o600);
    assert.equal((await lanekeeper(['spawn', '--', 'true'], options)).code, 0);
  });

  it('is no lockfile of 100 MB, which counts to its last byte', async () => {
    const options = at({ 'package.json': '{}', 'package-lock.json': '' });
    const lockfile = path.join(options.cwd, 'package-lock.json');
    truncateSync(lockfile, 100_000_000);
    const hashes = async (): Promise<string[]> => {
      const { code, stdout, stderr } = await lanekeeper(['namespace', '--json'], options);
      assert.equal(code, 0, stderr);
      const { project } = explained.parse(JSON.parse(stdout)).parts;
      return project.inputs.flatMap(({ path: file, sha256 }) =>
        file === 'package-lock.json' ? [sha256] : [],
      );
    };
    const zeros = createHash('sha256').update(Buffer.alloc(100_000_000)).digest('hex');
    assert.deepEqual(await hashes(), [zeros]);
    appendFileSync(lockfile, 'x');
    assert.notDeepEqual(await hashes(), [zeros]);
  });

  it('is no name that is dressed up as a row of its own', async () => {
    const options = at();
    const name = '\u001b[31mred\u202e\nadmin  admin  auto  done';
    await lanekeeper(['spawn', '--id', 'dev', '--name', name, '--', 'true'], options);
    await lanekeeper(['wait', 'dev'], options);
    for (const words of [['list'], ['show', 'dev']]) {
      const { stdout } = await lanekeeper(words, options);
      assert.ok(stdout.includes('red admin  admin  auto  done'), stdout);
      for (const hostile of ['\u001b', '\u202e', '\nadmin']) assert.ok(!stdout.includes(hostile));
    }
  });

  it('is a name that is no line, which is made one, and one that no table can hold', async () => {
    const name = '\u001b[31mred\ngreen \u{1f680} ';
    const spawned = await lanekeeper(['spawn', '--json', '--name', name, '--', 'true'], at());
    const agent = z.object({ id: z.string(), name: z.string() }).parse(JSON.parse(spawned.stdout));
    assert.equal(agent.name, 'red green \u{1f680}');
    await lanekeeper(['wait', agent.id], at());
    assert.equal((await lanekeeper(['clean', agent.id], at())).code, 0);
    const { code, message } = await refusal(['--name', 'x'.repeat(101), '--', 'true'], at());
    assert.equal(code, 'input-too-large');
    assert.match(message, /101 characters, more than 100/);
  });

  it('is a current directory that is gone', async () => {
    const options = at();
    for (const words of [['task', 'list'], ['conflicts'], ['spawn', '--no-setup']]) {
      const line = 'mkdir gone && cd gone && rmdir ../gone && exec "$@"';
      const outcome = await lanekeeper([...words, '--json'], {
        ...options,
        through: ['sh', '-c', line, 'sh'],
      });
      const { code, cure, exitCode } = errorOf(outcome);
      assert.deepEqual([code, exitCode], ['directory-missing', 2], words.join(' '));
      assert.match(cure, /cd/);
    }
  });

  it('is a lanekeeper.json that is no file, or leads nowhere but to itself', async () => {
    const options = at({ 'lanekeeper.json/inside': '' });
    const refused = async () => {
      const outcome = await lanekeeper(['task', 'run', 'all', '--json'], options);
      const { code, message, exitCode } = errorOf(outcome);
      assert.deepEqual([code, exitCode], ['task-declaration-invalid', 2]);
      assert.ok(message.includes(path.join(options.cwd, 'lanekeeper.json')), message);
    };
    await refused();
    rmSync(path.join(options.cwd, 'lanekeeper.json'), { recursive: true });
    symlinkSync('lanekeeper.json', path.join(options.cwd, 'lanekeeper.json'));
    await refused();
  });

  it('is a task that needs more than the machine has: it is run, and that is told', async () => {
    const needs = { memory: '900T', cores: 4096 };
    const tasks = { large: { command: 'echo ran', class: 'compile', needs } };
    const options = at({ 'lanekeeper.json': JSON.stringify({ tasks }) });
    const { code, stdout, stderr } = await lanekeeper(['task', 'run', 'large'], options);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, 'ran\n');
    assert.match(stderr, /"large" needs 900 TB of memory, and this machine has /);
    assert.match(stderr, /"large" needs 4096 processors, and this machine has /);
  });

  it('is a command that there is not, of which scripts too are told the nearest', async () => {
    const { code, stdout, stderr } = await lanekeeper(['lisst', '--json'], at());
    assert.equal(code, 2);
    const usage = z.object({ error: z.object({ code: z.literal('usage'), cure: z.string() }) });
    for (const said of [usage.parse(JSON.parse(stdout)).error.cure, stderr]) {
      assert.match(said, /Did you mean list\?/);
    }
  });
});
