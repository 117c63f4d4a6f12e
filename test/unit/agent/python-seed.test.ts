import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Agent } from '../../../src/core/agent/agent.ts';
import { parseRecord } from '../../../src/core/seed/python/record.ts';
import { makeRepository, writeFiles } from '../git-repository.ts';
import { pathWithout } from '../path-without.ts';
import { requireTool } from '../required-tool.ts';
import { engineRig } from './engine-rig.ts';

const makeWheel = path.resolve(import.meta.dirname, '../../fixtures/programs/make-wheel.py');

for (const installer of ['pip', 'uv'] as const) {
  describe(`a virtual environment filled by ${installer}`, function () {
    this.timeout(300_000);
    const rig = engineRig();
    const searched = process.env['PATH'];

    before(async function () {
      if (process.platform === 'win32') this.skip();
      await requireTool(this, 'python3');
      await requireTool(this, 'git');
      if (installer === 'uv') await requireTool(this, 'uv');
      else process.env['PATH'] = await pathWithout('uv');
    });
    after(() => {
      process.env['PATH'] = searched;
    });

    const wheels = (): string => path.join(rig().home, '..', 'wheels');
    const venvOf = (agent: Agent): string => agent.environment['VIRTUAL_ENV'] ?? '';
    const packagesOf = (agent: Agent): string =>
      execFileSync(
        path.join(venvOf(agent), 'bin', 'python'),
        ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'],
        { encoding: 'utf8' },
      ).trim();
    const within = (agent: Agent, words: readonly string[]): string =>
      execFileSync('env', ['-u', 'PYTHONDONTWRITEBYTECODE', ...words], {
        encoding: 'utf8',
        env: { ...process.env, ...agent.environment },
      }).trim();

    beforeEach(() => {
      const { workspace } = rig();
      for (const name of ['first', 'second', 'third']) {
        execFileSync('python3', [makeWheel, wheels(), name, '1.0']);
      }
      makeRepository(workspace, {
        'requirements.txt': `--no-index\n--find-links ${wheels()}\nfirst\nsecond\n`,
      });
    });

    async function spawn(id: string, rest: object = {}): Promise<Agent> {
      const { engine, workspace, ended } = rig();
      const command = ['env', '-u', 'PYTHONDONTWRITEBYTECODE', 'python', '-c', 'import first'];
      await engine.spawn({ id, type: 'python-dev', workspace, command, ...rest });
      const agent = await ended(id);
      assert.equal(agent.status, 'done', agent.statusReason ?? '');
      return agent;
    }
    const seedOf = (id: string): string =>
      rig()
        .engine.tasks(id)
        .find(({ stage }) => stage === 'seed')?.reason ?? '';
    const hasRun = (id: string, name: string): boolean =>
      rig()
        .engine.tasks(id)
        .some((task) => task.name === name && task.process !== null);

    it('is that of another agent again, in files of its own and with programs of its own', async () => {
      const one = await spawn('one');
      const two = await spawn('two', { checkout: 'worktree' });
      assert.match(seedOf('two'), /^Python starts from one: (?:copied|cloned) /);
      assert.equal(hasRun('one', 'Create the virtual environment'), true);
      assert.equal(hasRun('two', 'Create the virtual environment'), false);
      // What is there is looked at by the installer all the same.
      assert.equal(hasRun('two', 'Install the Python packages'), true);

      const [source, target] = [one, two].map((each) =>
        statSync(path.join(packagesOf(each), 'first.py'), { bigint: true }),
      );
      assert.ok(source && target);
      assert.notEqual(source.ino, target.ino);
      assert.equal(source.mtimeNs / 1_000_000n, target.mtimeNs / 1_000_000n);
      const pip = readFileSync(path.join(venvOf(two), 'bin', 'pip'), 'utf8');
      assert.ok(pip.includes(venvOf(two)));
      assert.ok(!pip.includes(venvOf(one)));
      assert.ok(within(two, ['pip', '--version']).includes(packagesOf(two)));
      within(two, ['pip', 'check']);

      const three = await spawn('three');
      assert.match(seedOf('three'), /^Python starts from two/);
      assert.ok(within(three, ['pip', '--version']).includes(packagesOf(three)));
    });

    // What follows does not depend on who installed, and pip takes its time.
    if (installer === 'pip') return;

    it('has true lists of its files, also of the programs that differ', async () => {
      await spawn('one');
      const two = await spawn('two');
      const packages = packagesOf(two);
      for (const name of within(two, [
        'python',
        '-c',
        'import importlib.metadata as m; print(*(d._path for d in m.distributions()))',
      ]).split(' ')) {
        const record = parseRecord(readFileSync(path.join(name, 'RECORD'), 'utf8'));
        assert.ok(record.length > 2);
        for (const { path: file, hash, size } of record) {
          const content = readFileSync(path.resolve(packages, file));
          if (size !== '') assert.equal(content.length, Number(size), file);
          if (!hash.startsWith('sha256=')) continue;
          const sum = createHash('sha256').update(content).digest('base64url');
          assert.equal(hash, `sha256=${sum}`, file);
        }
      }
    });

    it('comes without what the other agent has edited or installed by hand', async () => {
      const one = await spawn('one');
      appendFileSync(path.join(packagesOf(one), 'second.py'), 'edited = True\n');
      writeFiles(packagesOf(one), { 'stray.py': '' });
      within(one, ['pip', 'install', '--no-index', '--find-links', wheels(), 'third']);
      const { engine, ended } = rig();
      // Another step of ours does not make it ours.
      writeFiles(one.path, {
        'requirements.txt': `--no-index\n--find-links ${wheels()}\nfirst\nsecond\n# changed\n`,
      });
      await engine.restart('one');
      assert.equal((await ended('one')).status, 'done');
      const two = await spawn('two');
      assert.match(seedOf('two'), /^Python starts from one/);
      const packages = packagesOf(two);
      const second = readFileSync(path.join(packages, 'second.py'), 'utf8');
      assert.equal(second, 'version = "1.0"\n');
      assert.ok(existsSync(path.join(packages, 'first.py')));
      for (const name of ['third.py', 'stray.py', 'third-1.0.dist-info']) {
        assert.equal(existsSync(path.join(packages, name)), false, name);
      }
    });

    it('is filled anew where the requirements are others, lest what nobody asks for stays', async () => {
      const one = await spawn('one');
      const list = `--no-index\n--find-links ${wheels()}\nfirst\n`;
      writeFiles(one.path, { 'requirements.txt': list });
      const two = await spawn('two');
      assert.equal(hasRun('two', 'Create the virtual environment'), true);
      assert.deepEqual(
        ['first.py', 'second.py'].map((name) => existsSync(path.join(packagesOf(two), name))),
        [true, false],
      );
      // Now it has another to start from, which was made of the same.
      await spawn('three');
      assert.match(seedOf('three'), /^Python starts from two/);
      assert.equal(hasRun('three', 'Create the virtual environment'), false);
    });

    it('has the bytecode of what was copied, which names its own files', async () => {
      const one = await spawn('one');
      const two = await spawn('two');
      const script = [
        'import os, first',
        'code = first.__spec__.loader.get_code("first")',
        'print(first.__spec__.cached, os.stat(first.__spec__.cached).st_mtime_ns // 1000000)',
        'print(code.co_filename)',
      ].join('\n');
      const [[cachedOne = '', madeAt] = [], [cachedTwo = '', copiedAt] = []] = [one, two].map(
        (each) => within(each, ['python', '-c', script]).split('\n')[0]?.split(' '),
      );
      assert.notEqual(cachedOne, cachedTwo);
      assert.equal(copiedAt, madeAt);
      const named = within(two, ['python', '-c', script]).split('\n')[1];
      assert.equal(named, path.join(packagesOf(two), 'first.py'));
    });
  });
}
