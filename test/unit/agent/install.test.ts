import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { writeFiles } from '../git-repository.ts';
import { requireTool } from '../required-tool.ts';
import { assertRefused, engineRig } from './engine-rig.ts';

describe('an agent of a Node project', function () {
  this.timeout(60_000);
  const rig = engineRig();

  /** The manifest and the lockfile that npm makes of it. */
  const lock = (dependencies: readonly string[]) => {
    const all = dependencies.map((name) => [name, `file:./${name}`] as const);
    writeFiles(rig().workspace, {
      'package.json': JSON.stringify({
        name: 'project',
        scripts: { build: 'true' },
        dependencies: Object.fromEntries<string>(all),
      }),
      'one/package.json': '{"name":"one","version":"1.0.0"}',
      'two/package.json': '{"name":"two","version":"1.0.0"}',
    });
    execFileSync('npm', ['install', '--package-lock-only', '--offline', '--no-audit'], {
      cwd: rig().workspace,
    });
  };
  const isThere = (name: string) => existsSync(path.join(rig().workspace, 'node_modules', name));
  const statuses = (id: string) =>
    rig()
      .engine.tasks(id)
      .map(({ name, status }) => [name, status]);

  beforeEach(async function () {
    await requireTool(this, 'npm');
    lock(['one']);
  });

  const spawn = (id: string) =>
    rig().engine.spawn({ id, type: 'node-build', workspace: rig().workspace });

  it('installs once, and again when the lockfile has changed and it is renewed', async () => {
    const { engine, ended } = rig();
    await spawn('first');
    assert.equal((await ended('first')).status, 'done');
    assert.ok(isThere('one'));
    await spawn('second');
    assert.equal((await ended('second')).status, 'done');
    assert.ok(!statuses('second').some(([name]) => name === 'Install the Node packages'));
    lock(['one', 'two']);
    await engine.renew('first');
    await engine.restart('first');
    assert.equal((await ended('first')).status, 'done');
    assert.ok(isThere('two'));
  });

  it('is not made while the lockfile is in conflict', async () => {
    const { engine, workspace } = rig();
    const side = readFileSync(path.join(workspace, 'package-lock.json'), 'utf8');
    const conflicted = `<<<<<<< HEAD\n${side}=======\n${side}>>>>>>> topic\n`;
    writeFiles(workspace, { 'package-lock.json': conflicted });
    await assertRefused(spawn('first'), 'lockfile-conflicted', /package-lock\.json/);
    assert.deepEqual(engine.listAgents(), []);
    assert.equal(readFileSync(path.join(workspace, 'package-lock.json'), 'utf8'), conflicted);
  });

  it('is not started again while there is a conflict that came since', async () => {
    const { engine, workspace, ended } = rig();
    await spawn('first');
    await ended('first');
    const side = readFileSync(path.join(workspace, 'package-lock.json'), 'utf8');
    writeFiles(workspace, {
      'package-lock.json': `<<<<<<< HEAD\n${side}=======\n${side}>>>>>>> topic\n`,
    });
    await assertRefused(
      engine.restart('first'),
      'lockfile-conflicted',
      /package-lock\.json holds the marks of a merge conflict/,
    );
    assert.equal(engine.findAgent('first').status, 'done');
    assert.ok(isThere('one'), 'what is installed stays');
  });
});
