import { strict as assert } from 'node:assert';
import type { ChildProcessByStdio } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { ContentionMatcher } from '../../../src/core/contention/matcher.ts';
import type { ContentionSignal, Finding } from '../../../src/core/contention/finding.ts';
import { requireTool } from '../required-tool.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { onlyFinding } from './read-stream.ts';

/** What the tool prints, on both streams, in the C locale. */
function outputOf(tool: string, ...args: string[]): string {
  const { stdout, stderr } = spawnSync(tool, args, {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  return stdout + stderr;
}

function summary({ tool, kind, resource }: Finding): string {
  return `${tool} ${kind} ${resource}`;
}

/** Holds a lock file with flock(1) until its standard input ends. */
async function holdLock(flock: string, file: string): Promise<() => Promise<void>> {
  const holder = spawn(flock, [file, 'sh', '-c', 'echo held; read -r line'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  return async () => {
    holder.stdin.end();
    await once(holder, 'exit');
  };
}

async function readAll(
  child: ChildProcessByStdio<null, null, Readable>,
  onSignal: (signal: ContentionSignal) => Promise<void>,
): Promise<void> {
  const matcher = new ContentionMatcher();
  for await (const chunk of child.stderr) {
    assert.ok(chunk instanceof Uint8Array);
    for (const signal of matcher.push(chunk)) await onSignal(signal);
  }
  for (const signal of matcher.end()) await onSignal(signal);
}

describe('Real contention', () => {
  const directory = temporaryDirectory();

  it('of cargo is found while it waits, and released when it goes on', async function () {
    const cargo = await requireTool(this, 'cargo');
    const flock = await requireTool(this, 'flock');
    const home = path.join(directory(), 'cargo-home');
    const project = path.join(directory(), 'app');
    mkdirSync(home);
    mkdirSync(path.join(project, 'src'), { recursive: true });
    writeFileSync(
      path.join(project, 'Cargo.toml'),
      '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n',
    );
    writeFileSync(path.join(project, 'src', 'main.rs'), 'fn main() {}\n');
    const release = await holdLock(flock, path.join(home, '.package-cache'));
    const child = spawn(cargo, ['check', '--offline'], {
      cwd: project,
      env: { ...process.env, CARGO_HOME: home, CARGO_TARGET_DIR: path.join(project, 'target') },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const seen: string[] = [];
    await readAll(child, async ({ type, finding }) => {
      seen.push(`${type} ${summary(finding)}`);
      if (type === 'found') await release();
    });
    assert.deepEqual(seen, [
      'found cargo lock-wait package cache',
      'released cargo lock-wait package cache',
    ]);
  });

  it('of git over its index is found', async function () {
    const git = await requireTool(this, 'git');
    outputOf(git, 'init', '-q', directory());
    writeFileSync(path.join(directory(), '.git', 'index.lock'), '');
    const output = outputOf(git, '-C', directory(), 'add', '-A');
    assert.equal(summary(onlyFinding(output)), 'git lock-failed index.lock');
  });

  it('of git over its configuration is found', async function () {
    const git = await requireTool(this, 'git');
    outputOf(git, 'init', '-q', directory());
    writeFileSync(path.join(directory(), '.git', 'config.lock'), '');
    const output = outputOf(git, '-C', directory(), 'config', 'a.b', 'c');
    assert.equal(summary(onlyFinding(output)), 'git lock-failed .git/config');
  });

  describe('over a port', () => {
    const server = createServer();
    let port = 0;

    before(async () => {
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const address = server.address();
      assert.ok(typeof address === 'object' && address);
      port = address.port;
    });

    after(() => server.close());

    it('is found in the output of Node', () => {
      const output = outputOf(
        process.execPath,
        '-e',
        `require('net').createServer().listen(${port}, '127.0.0.1')`,
      );
      assert.equal(summary(onlyFinding(output)), `node port-in-use ${port}`);
    });

    it('is found in the output of Python', async function () {
      const python = await requireTool(this, 'python3');
      const output = outputOf(
        python,
        '-c',
        `import socket; socket.socket().bind(('127.0.0.1', ${port}))`,
      );
      assert.equal(summary(onlyFinding(output)), 'python port-in-use ');
    });

    it('is found in the output of asyncio, with the port', async function () {
      const python = await requireTool(this, 'python3');
      const output = outputOf(
        python,
        '-c',
        `import asyncio; asyncio.run(asyncio.start_server(print, '127.0.0.1', ${port}))`,
      );
      assert.equal(summary(onlyFinding(output)), `python port-in-use ${port}`);
    });
  });

  it('of Python over a database is found', async function () {
    const python = await requireTool(this, 'python3');
    const output = outputOf(
      python,
      '-c',
      `import sqlite3
first = sqlite3.connect(${JSON.stringify(path.join(directory(), 'a.db'))}, isolation_level=None)
second = sqlite3.connect(${JSON.stringify(path.join(directory(), 'a.db'))}, timeout=0)
first.execute('begin exclusive')
second.execute('create table a(b)')`,
    );
    assert.equal(summary(onlyFinding(output)), 'python lock-failed database');
  });

  it('of a killed command is found', async function () {
    const bash = await requireTool(this, 'bash');
    const output = outputOf(bash, '-c', 'sh -c \'kill -9 $$\'; echo "rc=$?"');
    assert.equal(summary(onlyFinding(output)), 'bash killed sh');
  });

  it('of a program that is written while it runs is found', async function () {
    const sleep = await requireTool(this, 'sleep');
    const cp = await requireTool(this, 'cp');
    const copy = path.join(directory(), 'sleeper');
    outputOf(cp, sleep, copy);
    const child = spawn(copy, ['600']);
    try {
      await once(child, 'spawn');
      const output = outputOf(cp, sleep, copy);
      assert.equal(summary(onlyFinding(output)), `cp file-busy ${copy}`);
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });

  it('for the disk is found', async function () {
    const python = await requireTool(this, 'python3');
    const output = outputOf(python, '-c', `open('/dev/full', 'w', buffering=1).write('a\\n')`);
    assert.equal(summary(onlyFinding(output)), 'python disk-full ');
  });
});
