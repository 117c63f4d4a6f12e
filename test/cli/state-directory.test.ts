import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { identify, isAlive } from '../../src/core/process/identity.ts';
import { boundByPermissions } from '../unit/permissions.ts';
import { eventually } from '../unit/process/programs.ts';
import { smallDisks } from '../unit/small-disk.ts';
import { temporaryDirectory } from '../unit/temporary-directory.ts';
import { agentsAt, type CallOptions, errorOf, lanekeeper } from './command-line.ts';

/** Every file below, with its bytes, but for what Node.js compiled of the command line. */
function contents(directory: string): Record<string, string> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries
      .filter((entry) => entry.isFile())
      .filter(({ parentPath }) => !parentPath.includes(`${path.sep}compiled${path.sep}`))
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file) => [file, readFileSync(file, 'latin1')]),
  );
}

/** What is below the directories of agents, by the end of its name. */
function directoriesOf(home: string): string[] {
  const names = ['namespaces', 't'].flatMap((each) => readdirSync(path.join(home, each)));
  return names.map((name) => name.split('-').at(-1) ?? '');
}

/** Whether the registry has it that the agent's command runs. */
function isRecordedAsRunning(options: CallOptions, id: string): boolean {
  const registry = new DatabaseSync(path.join(options.home, 'lanekeeper.db'), { readOnly: true });
  try {
    const running = `SELECT 1 FROM tasks WHERE agent = ? AND document ->> 'status' = 'running'`;
    return registry.prepare(running).get(id) !== undefined;
  } finally {
    registry.close();
  }
}

describe('a state directory', function () {
  this.timeout(120_000);
  const smallDisk = smallDisks();
  const directory = temporaryDirectory();
  const at = (home: string): CallOptions => {
    const workspace = path.join(directory(), 'workspace');
    mkdirSync(workspace, { recursive: true });
    return { home, cwd: workspace };
  };
  const calls = [
    ['list', []],
    ['spawn', ['--id', 'late']],
    ['clean', ['kept']],
  ] as const;
  const fails = async (options: CallOptions, command: string, ...words: readonly string[]) =>
    errorOf(await lanekeeper([command, '--json', ...words], options));

  /** An agent that has ended and owns a file of some size. */
  const keep = async (id: string, options: CallOptions): Promise<void> => {
    const command = ['sh', '-c', 'head -c 100000 /dev/zero > "$TMPDIR/kept"'];
    const { code, stderr } = await lanekeeper(['spawn', '--id', id, '--', ...command], options);
    assert.equal(code, 0, stderr);
    await lanekeeper(['wait', id], options);
  };

  /** Starts an agent; what is returned makes it end with 3, and resolves when it has. */
  const run = async (id: string, options: CallOptions): Promise<() => Promise<void>> => {
    const [up, go] = ['up', 'go'].map((name) => path.join(options.cwd, name));
    assert.ok(up && go);
    execFileSync('mkfifo', [up, go]);
    const command = ['sh', '-c', 'echo $$ > up; read line < go; exit 3'];
    const spawned = await lanekeeper(['spawn', '--id', id, '--', ...command], options);
    assert.equal(spawned.code, 0, spawned.stderr);
    const shell = identify(Number(await readFile(up, 'utf8')));
    assert.ok(shell);
    // What is recorded of a start may take the reserve, and so is waited for.
    await eventually(() => isRecordedAsRunning(options, id));
    return async () => {
      await writeFile(go, 'on\n');
      await eventually(() => !isAlive(shell));
    };
  };

  const exitCodeOf = async (id: string, options: CallOptions): Promise<number> => {
    const { stdout } = await lanekeeper(['show', id, '--json'], options);
    return z.object({ exitCode: z.number() }).parse(JSON.parse(stdout)).exitCode;
  };

  describe('on a full disk', () => {
    it('can be listed and cleaned, and how a running agent ends is not lost', async function () {
      const disk = await smallDisk(this, path.join(directory(), 'disk'), 4096);
      const options = at(path.join(disk.path, 'home'));
      await keep('kept', options);
      const end = await run('running', options);
      disk.fill();

      const { code, message, cure } = await fails(options, 'spawn', '--id', 'late', '--', 'true');
      assert.equal(code, 'disk-full');
      assert.ok(message.includes(options.home), message);
      assert.match(cure, /Free some space/);
      await end();
      await lanekeeper(['wait', 'running'], options);
      assert.deepEqual(await agentsAt(options), { kept: 'done', running: 'failed' });
      const cleaned = await lanekeeper(['clean', 'kept'], options);
      assert.equal(cleaned.code, 0, cleaned.stderr);
      assert.equal(await exitCodeOf('running', options), 3);
    });

    it('keeps the supervisor until it can record the end of its agent, where not even the reserve is left', async function () {
      const disk = await smallDisk(this, path.join(directory(), 'disk'), 4096);
      const options = at(path.join(disk.path, 'home'));
      const end = await run('running', options);
      disk.fill();
      rmSync(path.join(options.home, 'reserve'));
      disk.fill();
      await end();
      assert.deepEqual(await agentsAt(options), { running: 'running' });
      disk.free();
      await lanekeeper(['wait', 'running'], options);
      assert.deepEqual(await agentsAt(options), { running: 'failed' });
      assert.equal(await exitCodeOf('running', options), 3);
    });

    it('is named by a command that cannot even open it once the reserve is spent, and is whole once there is space', async function () {
      const disk = await smallDisk(this, path.join(directory(), 'disk'), 4096);
      const options = at(path.join(disk.path, 'home'));
      await keep('kept', options);
      disk.fill();
      assert.deepEqual(await agentsAt(options), { kept: 'done' });
      disk.fill();
      const { code, message, cure } = await fails(options, 'list');
      assert.equal(code, 'disk-full');
      assert.ok(message.includes(options.home), message);
      assert.match(cure, /Free some space/);
      disk.free();
      assert.deepEqual(await agentsAt(options), { kept: 'done' });
    });

    it('loses track of nothing that a spawn made for which there is too little space, however much there is', async function () {
      const disk = await smallDisk(this, path.join(directory(), 'disk'), 4096);
      const options = at(path.join(disk.path, 'home'));
      await keep('kept', options);
      const before = directoriesOf(options.home);
      let refusals = 0;
      for (const pages of [1, 8, 16, 24, 32, 40, 48, 64, 96]) {
        disk.fill(pages * 4096);
        const outcome = await lanekeeper(['spawn', '--id', 'x', '--json', '--', 'true'], options);
        disk.free();
        if (outcome.code === 0) {
          await lanekeeper(['wait', 'x'], options);
          assert.deepEqual(await agentsAt(options), { kept: 'done', x: 'done' });
        } else {
          refusals += 1;
          const { code, message } = errorOf(outcome);
          assert.equal(code, 'disk-full', `${pages} pages: ${message}`);
        }
        // Where not even the undoing could be recorded, the agent is still there to be cleaned.
        const { x = 'nowhere' } = await agentsAt(options);
        assert.ok(['nowhere', 'done', 'lost', 'failed'].includes(x), x);
        if (x !== 'nowhere') assert.equal((await lanekeeper(['clean', 'x'], options)).code, 0);
        assert.deepEqual(await agentsAt(options), { kept: 'done' }, `${pages} pages`);
        assert.deepEqual(directoriesOf(options.home), before, `${pages} pages`);
      }
      assert.ok(refusals > 0);
    });
  });

  describe('that may not be written', () => {
    it('on a read-only disk is named, and stays as it is', async function () {
      const disk = await smallDisk(this, path.join(directory(), 'disk'), 4096);
      const options = at(path.join(disk.path, 'home'));
      await keep('kept', options);
      const before = contents(options.home);
      disk.setReadOnly(true);
      for (const [command, words] of calls) {
        const { code, message, cure } = await fails(options, command, ...words);
        assert.equal(code, 'not-writable', command);
        assert.ok(message.includes(options.home), message);
        assert.match(cure, /LANEKEEPER_HOME/);
      }
      assert.deepEqual(contents(options.home), before);
      disk.setReadOnly(false);
      assert.deepEqual(await agentsAt(options), { kept: 'done' });
    });

    it('by its permissions is named, and stays as it is', async function () {
      const through = await boundByPermissions(this);
      const options = at(path.join(directory(), 'home'));
      await keep('kept', options);
      const before = contents(options.home);
      const places = [options.home, path.join(options.home, 'lanekeeper.db')];
      for (const place of places) chmodSync(place, place === options.home ? 0o500 : 0o400);
      const { code, message, cure } = await fails({ ...options, through }, 'list');
      assert.equal(code, 'not-writable');
      assert.ok(message.includes(options.home), message);
      assert.match(cure, /permissions/);
      for (const place of places) chmodSync(place, 0o700);
      assert.deepEqual(contents(options.home), before);
      assert.deepEqual(await agentsAt(options), { kept: 'done' });
    });

    it('since a file has its name, is named, and so is what to do', async () => {
      const options = at(path.join(directory(), 'home'));
      writeFileSync(options.home, 'notes');
      const { code, message, cure } = await fails(options, 'list');
      assert.equal(code, 'not-writable');
      assert.ok(message.includes(options.home), message);
      assert.match(cure, /Move that file aside/);
      assert.equal(readFileSync(options.home, 'utf8'), 'notes');
    });
  });

  describe('whose database', () => {
    const database = (options: CallOptions): string => path.join(options.home, 'lanekeeper.db');

    it('another program holds is named, and is whole when that lets go', async () => {
      const options = at(path.join(directory(), 'home'));
      await keep('kept', options);
      const holder = spawn(process.execPath, ['-e', hold, database(options)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(holder.stdout, 'data');
      try {
        const { code, message, cure } = await fails(options, 'list');
        assert.equal(code, 'database-busy');
        assert.ok(message.includes(database(options)), message);
        assert.match(cure, /which process holds it/);
      } finally {
        const gone = once(holder, 'exit');
        holder.kill('SIGKILL');
        await gone;
      }
      assert.deepEqual(await agentsAt(options), { kept: 'done' });
    });

    it('is damaged is left byte for byte, and the cure that is told cures it', async () => {
      const options = at(path.join(directory(), 'home'));
      await keep('kept', options);
      const directories = directoriesOf(options.home);
      writeFileSync(database(options), 'not a database at all\n'.repeat(500));
      const before = contents(options.home);
      let cure = '';
      for (const [command, words] of calls) {
        const error = await fails(options, command, ...words);
        assert.equal(error.code, 'database-corrupt', command);
        assert.ok(error.message.includes(database(options)), error.message);
        ({ cure } = error);
      }
      assert.deepEqual(contents(options.home), before);
      const [, command = assert.fail(cure)] = /\((mv .*)\)/.exec(cure) ?? [];
      execFileSync('sh', ['-c', command]);
      assert.deepEqual(await agentsAt(options), {});
      assert.deepEqual(directoriesOf(options.home), directories);
    });

    it('has a damaged entry is told by the name of the agent, and is not changed', async () => {
      const options = at(path.join(directory(), 'home'));
      await keep('kept', options);
      const open = new DatabaseSync(database(options));
      open.exec('UPDATE agents SET document = substr(document, 1, 50)');
      open.close();
      const before = contents(options.home);
      const { code, message } = await fails(options, 'list');
      assert.equal(code, 'database-corrupt');
      assert.match(message, /"kept"/);
      assert.deepEqual(contents(options.home), before);
      assert.ok(existsSync(database(options)));
    });
  });
});

/** Takes the whole database for itself, says so, and keeps it. */
const hold = `
  process.removeAllListeners('warning');
  const { DatabaseSync } = require('node:sqlite');
  const database = new DatabaseSync(process.argv[1]);
  database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; UPDATE agents SET live = live');
  process.stdout.write('held');
  setInterval(() => undefined, 1000);`;
