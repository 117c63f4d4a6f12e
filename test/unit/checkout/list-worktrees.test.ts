import assert from 'node:assert/strict';
import { realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import { listWorktrees, parseWorktrees } from '../../../src/core/checkout/list-worktrees.ts';
import { makeRepository, runGit } from '../git-repository.ts';
import { requireTool } from '../required-tool.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const environment = { PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1' };

describe('the worktrees of a repository', () => {
  const directory = temporaryDirectory();

  beforeEach(async function () {
    await requireTool(this, 'git');
  });

  it('are listed with their branches, whatever their paths hold, the main one first', async () => {
    const main = path.join(realpathSync(directory()), 'main');
    makeRepository(main, { file: 'x' });
    const odd = path.join(realpathSync(directory()), 'two\n\nworktree lines');
    runGit(main, 'worktree', 'add', '--quiet', '-b', 'topic/a', odd);
    const detached = path.join(realpathSync(directory()), 'detached');
    runGit(main, 'worktree', 'add', '--quiet', '--detach', detached);
    const gone = path.join(realpathSync(directory()), 'gone');
    runGit(main, 'worktree', 'add', '--quiet', '-b', 'gone', gone);
    rmSync(gone, { recursive: true });
    const listed = await listWorktrees({ cwd: odd, environment });
    assert.equal(listed[0]?.path, main);
    const byPath = new Map(listed.map((worktree) => [worktree.path, worktree]));
    assert.equal(byPath.get(odd)?.branch, 'topic/a');
    assert.equal(byPath.get(odd)?.prunable, null);
    assert.equal(byPath.get(detached)?.branch, null);
    assert.notEqual(byPath.get(gone)?.prunable, null);
    assert.equal(listed.length, 4);
  });

  it('are none where there is no repository', async () => {
    assert.deepEqual(await listWorktrees({ cwd: directory(), environment }), []);
  });

  it('are told from a bare repository, as older versions of git list them too', () => {
    const listed = parseWorktrees(
      'worktree /bare.git\nbare\n\nworktree /one\nHEAD 0123\nbranch refs/heads/one\nlocked\n\n',
      '\n',
    );
    assert.deepEqual(listed, [
      { path: '/bare.git', branch: null, isBare: true, prunable: null },
      { path: '/one', branch: 'one', isBare: false, prunable: null },
    ]);
  });
});
