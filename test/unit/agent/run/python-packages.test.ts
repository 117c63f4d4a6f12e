import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Task } from '../../../../src/core/task/task.ts';
import { writeFiles } from '../../git-repository.ts';
import { pathWithout } from '../../path-without.ts';
import { requireTool } from '../../required-tool.ts';
import { engineRig } from '../engine-rig.ts';

const makeWheel = path.resolve(import.meta.dirname, '../../../fixtures/programs/make-wheel.py');

for (const installer of ['pip', 'uv'] as const) {
  describe(`the Python packages of an agent, installed with ${installer}`, () => {
    const rig = engineRig();
    const searched = process.env['PATH'];

    before(async function () {
      await requireTool(this, 'python3');
      if (installer === 'uv') await requireTool(this, 'uv');
      else process.env['PATH'] = await pathWithout('uv');
    });
    after(() => {
      process.env['PATH'] = searched;
    });

    /** Requirements of wheels that were just made: nothing is downloaded. */
    function require(...names: string[]): void {
      const { workspace } = rig();
      for (const name of names) execFileSync('python3', [makeWheel, wheels(), name, '1.0']);
      const lines = ['--no-index', `--find-links ${wheels()}`, ...names];
      writeFiles(workspace, { 'requirements.txt': `${lines.join('\n')}\n` });
    }
    const wheels = (): string => path.join(rig().home, '..', 'wheels');
    /** Steps that ran, oldest first: those that were done already have no process. */
    const ran = (id: string): string[] =>
      rig()
        .engine.tasks(id)
        .filter((task: Task) => task.process !== null && task.name !== 'python-dev')
        .map((task) => task.name);

    it('are installed again when requirements changed, by a restart and by a command, and else not', async function () {
      this.timeout(300_000);
      const { engine, workspace, ended } = rig();
      require('first');
      const command = ['python', '-c', 'import sys, first; print(sys.prefix)'];
      const agent = await engine.spawn({ id: 'py', type: 'python-dev', workspace, command });
      assert.equal((await ended('py')).status, 'done');
      assert.deepEqual(ran('py'), [
        'Create the virtual environment',
        'Install the Python packages',
      ]);

      await engine.restart('py');
      assert.equal((await ended('py')).status, 'done');
      assert.equal(ran('py').length, 2);

      require('first', 'second');
      await engine.restart('py');
      assert.equal((await ended('py')).status, 'done');
      assert.deepEqual(ran('py').slice(2), ['Install the Python packages']);
      const imports = (name: string) =>
        engine.run('py', {
          command: ['python', '-c', `import ${name}`],
          class: null,
          directory: workspace,
        });
      assert.equal(await imports('second'), 0);
      assert.equal(ran('py').filter((name) => name.startsWith('Install')).length, 2);

      require('first', 'second', 'third');
      assert.equal(await imports('third'), 0);
      assert.equal(await imports('third'), 0);
      assert.equal(ran('py').filter((name) => name.startsWith('Install')).length, 3);
      assert.ok(existsSync(path.join(agent.environment['VIRTUAL_ENV'] ?? '', 'pyvenv.cfg')));
    });
  });
}

describe('the virtual environment of an agent', () => {
  const rig = engineRig();

  beforeEach(async function () {
    await requireTool(this, 'uv');
  });

  it('is there before an interactive agent gets its shell', async () => {
    const { engine, workspace } = rig();
    writeFiles(workspace, { 'requirements.txt': '' });
    const agent = await engine.spawn({ id: 'shell', workspace, interactive: true });
    const venv = agent.environment['VIRTUAL_ENV'] ?? '';
    assert.ok(existsSync(path.join(venv, 'bin', 'python')));
    assert.equal(agent.status, 'starting');
    assert.deepEqual(
      engine.tasks('shell').map(({ name, status }) => `${name}: ${status}`),
      ['Create the virtual environment: done', 'Install the Python packages: done'],
    );
    await engine.terminalClosed('shell', 0);
  });

  it('keeps no agent from its shell, but a loop from its tests, when packages cannot be installed', async () => {
    const { engine, workspace, ended } = rig();
    writeFiles(workspace, { 'requirements.txt': '--no-index\nnowhere-to-be-found\n' });
    const shell = await engine.spawn({ id: 'shell', workspace, interactive: true });
    assert.equal(shell.status, 'starting');
    await engine.terminalClosed('shell', 0);
    const step = engine.tasks('shell').find(({ name }) => name.startsWith('Install'));
    assert.equal(step?.status, 'failed');
    assert.match(readFileSync(engine.logPath('shell'), 'utf8'), /goes on without it/);

    await engine.spawn({ id: 'tests', type: 'python-test', workspace });
    assert.equal((await ended('tests')).status, 'failed');
  });

  it('is taken back with the agent when its spawn is cancelled', async () => {
    const { engine, workspace, home } = rig();
    writeFiles(workspace, { 'requirements.txt': '' });
    const cancel = new AbortController();
    const spawned = engine.spawn({
      id: 'shell',
      workspace,
      interactive: true,
      signal: cancel.signal,
      onProgress: (message) => {
        if (message === 'Preparing the environment') cancel.abort();
      },
    });
    await assert.rejects(spawned);
    assert.deepEqual(engine.listAgents(), []);
    assert.deepEqual(readdirSync(path.join(home, 'namespaces')), []);
  });

  it('is not named where none is made', async () => {
    const { engine, workspace } = rig();
    writeFiles(workspace, {
      'py/requirements.txt': '',
      'rust/Cargo.toml': '[workspace]\n',
    });
    for (const type of ['rust-dev', 'auto']) {
      const command = ['true'];
      const agent = await engine.spawn({ id: type, type, workspace, command, interactive: false });
      assert.equal(agent.environment['VIRTUAL_ENV'], undefined);
      assert.doesNotMatch(agent.environment['PATH'] ?? '', /namespaces\/[^:]*venv/);
    }
  });
});
