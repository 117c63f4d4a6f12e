import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { explain } from '../../../../src/core/contention/kernel/explain.ts';
import { Owners } from '../../../../src/core/contention/kernel/owners.ts';
import { makeContention } from '../../dashboard/scene.ts';
import { onlyFinding } from '../read-stream.ts';
import { type Program, programs } from '../../process/programs.ts';
import { requireTool } from '../../required-tool.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

describe('who has the lock file that git was refused', () => {
  const directory = temporaryDirectory();
  const { start } = programs();

  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  const repository = (): string => path.join(directory(), 'app');

  async function git(context: Mocha.Context): Promise<(...args: string[]) => string> {
    const tool = await requireTool(context, 'git');
    const settings = ['-c', 'user.name=Dev', '-c', 'user.email=dev@example.org'];
    const run = (...args: string[]): string =>
      execFileSync(tool, [...settings, ...args], { cwd: directory(), encoding: 'utf8' });
    run('init', '-q', '-b', 'main', 'app');
    run('-C', 'app', 'commit', '-q', '--allow-empty', '-m', 'one');
    return run;
  }

  /** A git commit at its hook, with the index in its hands and no file of it open. */
  async function commitAtHook(checkout: string): Promise<Program> {
    const go = path.join(directory(), 'go');
    execFileSync('mkfifo', [go]);
    writeFileSync(
      path.join(repository(), '.git/hooks/pre-commit'),
      `#!/bin/sh\necho hook >&2\nread line <'${go}'\n`,
      { mode: 0o755 },
    );
    const settings = ['-c', 'user.name=Dev', '-c', 'user.email=dev@example.org'];
    const commit = await start(
      ...['git', '-C', checkout, ...settings, 'commit', '-a', '--allow-empty', '-m', 'two'],
    );
    assert.equal(await commit.line(), 'hook');
    return commit;
  }

  function explained(lock: string, parties: Readonly<Record<string, Program>>) {
    const finding = onlyFinding(`fatal: Unable to create '${lock}': File exists.\n`);
    const owners = new Owners();
    owners.begin(
      Object.entries(parties).map(([id, { process: root }]) => ({ id, uid: id, process: root })),
    );
    return explain(makeContention(1, 'test', new Date().toISOString(), {}, finding), owners);
  }

  it('is the commit whose hook runs, although it has closed the file', async function () {
    await git(this);
    const commit = await commitAtHook(repository());
    const lock = path.join(repository(), '.git/index.lock');
    const found = explained(lock, { dev: commit });
    assert.equal(found?.holder?.pid, commit.process.pid);
    assert.equal(found.holder.agent, 'dev');
    assert.equal(found.path, lock);
    assert.equal(found.cure, null);
  });

  it('is the git of that worktree, and not of another', async function () {
    const run = await git(this);
    run('-C', 'app', 'worktree', 'add', '-q', '-b', 'topic', '../tree');
    const commit = await commitAtHook(path.join(directory(), 'tree'));
    const own = path.join(repository(), '.git/worktrees/tree/index.lock');
    assert.equal(explained(own, { dev: commit })?.holder?.pid, commit.process.pid);
    const other = path.join(repository(), '.git/index.lock');
    writeFileSync(other, '');
    assert.equal(explained(other, { dev: commit })?.holder, null);
  });

  it('is nobody for a file that was there before any git that runs, and it may be removed', async function () {
    await git(this);
    const lock = path.join(repository(), '.git/HEAD.lock');
    writeFileSync(lock, '');
    execFileSync('touch', ['-d', '2 hours ago', lock]);
    const commit = await commitAtHook(repository());
    const found = explained(lock, { dev: commit });
    assert.equal(found?.holder, null);
    assert.match(found.cure ?? '', /made 2 h ago.*remove it/);
  });

  it('is whoever has the file open', async function () {
    await git(this);
    const lock = path.join(repository(), '.git/index.lock');
    const script = 'exec 9>"$1"; echo open; sleep 1000';
    const holder = await start('sh', '-c', script, 'sh', lock);
    assert.equal(await holder.line(), 'open');
    assert.equal(explained(lock, { dev: holder })?.holder?.agent, 'dev');
  });
});
