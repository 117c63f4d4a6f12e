import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  readdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { OwnedRoot } from '../../../src/core/artifact/owned-root.ts';
import type { Location } from '../../../src/core/location.ts';
import { requireTool } from '../required-tool.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { snapshot } from './hostile-tree.ts';
import { cleanOwned, locationIn, owner, writeBelow } from './owned.ts';
import { addWorktree, commitAll, git, makeRepository } from './repository.ts';

describe('clean-up of a worktree', () => {
  const directory = temporaryDirectory();
  let location: Location;
  let repository: string;
  let root: OwnedRoot;
  let gitDirectory: string;

  before(async function () {
    await requireTool(this, 'git');
  });

  beforeEach(async () => {
    location = locationIn(directory());
    repository = makeRepository(directory());
    root = await addWorktree(location, repository);
    gitDirectory = path.join(repository, '.git/worktrees', owner.agent);
  });

  it('removes one without work: files, ignored files, and git’s record, but not the branch', async () => {
    writeBelow(root.path, 'target/debug/app');
    writeBelow(root.path, 'build.log');
    const before = snapshot(path.join(repository, 'src'));

    const foreseen = await cleanOwned(location, [root], { dryRun: true });
    const report = await cleanOwned(location, [root]);

    assert.deepEqual(report, { ...foreseen, dryRun: false });
    assert.deepEqual(report.kept, []);
    assert.equal(existsSync(path.dirname(root.path)), false);
    assert.deepEqual(readdirSync(location.trash), []);
    assert.equal(git(repository, 'worktree', 'list').trim().split('\n').length, 1);
    assert.match(git(repository, 'branch', '--list'), /lanekeeper\/dev-1/);
    assert.deepEqual(snapshot(path.join(repository, 'src')), before);
    assert.equal(git(repository, 'fsck', '--connectivity-only'), '');
  });

  it('leaves git status clean: its marker lies in git’s directory', () => {
    assert.equal(git(root.path, 'status', '--porcelain', '--ignored'), '');
  });

  /** What an agent may have left that is nowhere else, and what the report must say. */
  const works: readonly (readonly [what: string, make: () => void, reason: RegExp])[] = [
    [
      'a changed file',
      () => {
        write('src/main.rs');
      },
      /uncommitted work: src\/main\.rs$/,
    ],
    [
      'a deleted file',
      () => {
        unlinkSync(path.join(root.path, 'src/main.rs'));
      },
      /uncommitted/,
    ],
    [
      'a staged file',
      () => {
        stage('added.rs');
      },
      /uncommitted work: added\.rs$/,
    ],
    [
      'untracked files',
      () => {
        write('one', 'two', 'three');
      },
      /uncommitted work: one and 2 more$/,
    ],
    [
      'an untracked file in a directory',
      () => {
        write('new/deep/file');
      },
      /new\/deep\/file$/,
    ],
    [
      'an untracked file whose name is odd',
      () => {
        write('line\nbreak "x"');
      },
      /line\nbreak "x"$/,
    ],
    [
      'an untracked directory with a repository',
      () => {
        clone('vendored');
      },
      /uncommitted/,
    ],
    [
      'an untracked file that the configuration hides',
      () => {
        git(repository, 'config', 'status.showUntrackedFiles', 'no');
        write('hidden');
      },
      /hidden$/,
    ],
    [
      'a change marked assume-unchanged',
      () => {
        git(root.path, 'update-index', '--assume-unchanged', 'src/main.rs');
        write('src/main.rs');
      },
      /git status does not show .*: src\/main\.rs/,
    ],
    [
      'a change marked skip-worktree',
      () => {
        git(root.path, 'update-index', '--skip-worktree', 'src/main.rs');
        write('src/main.rs');
      },
      /git status does not show .*: src\/main\.rs/,
    ],
    [
      'a commit',
      () => {
        commit('a');
      },
      /^1 commit on branch lanekeeper\/dev-1 .* merged nor pushed/,
    ],
    [
      'commits on a detached HEAD',
      () => {
        git(root.path, 'checkout', '--quiet', '--detach');
        commit('a');
        commit('b');
      },
      /2 commits on no branch at all/,
    ],
    [
      'a stash',
      () => {
        write('src/main.rs');
        git(root.path, 'stash', 'push', '--message=later');
      },
      /stash list.*later/,
    ],
    [
      'a stash made without a branch',
      () => {
        git(root.path, 'checkout', '--quiet', '--detach');
        write('src/main.rs');
        git(root.path, 'stash');
      },
      /stash list/,
    ],
    ['a lock', () => git(repository, 'worktree', 'lock', '--reason=mine', root.path), /: mine$/],
    [
      'a merge in progress',
      () => {
        conflict('merge', 'other');
      },
      /merge is in progress/,
    ],
    [
      'a rebase in progress',
      () => {
        conflict('rebase', 'other');
      },
      /rebase is in progress/,
    ],
    [
      'a cherry-pick in progress',
      () => {
        conflict('cherry-pick', 'other');
      },
      /cherry-pick is in/,
    ],
    ['a bisection in progress', () => git(root.path, 'bisect', 'start'), /bisection/],
    [
      'a git command at work',
      () => {
        writeFileSync(path.join(gitDirectory, 'index.lock'), '');
      },
      /git is at/,
    ],
    [
      'another worktree in an ignored directory',
      () => {
        nest('target/nested');
      },
      /another git checkout/,
    ],
    [
      'a clone with commits of its own in an ignored directory',
      () => {
        clone('target/clone');
        writeBelow(path.join(root.path, 'target/clone'), 'file');
        commitAll(path.join(root.path, 'target/clone'), 'own');
      },
      /unpushed commits lies in it: target\/clone/,
    ],
    [
      'a clone with changes in an ignored directory',
      () => {
        clone('target/clone');
        write('target/clone/file');
      },
      /uncommitted work lies in it: target\/clone/,
    ],
    [
      'a broken index',
      () => {
        writeFileSync(path.join(gitDirectory, 'index'), 'x');
      },
      /could not say/,
    ],
  ];

  for (const [what, make, reason] of works) {
    it(`keeps one that holds ${what}`, async () => {
      make();
      const before = snapshot(directory());
      for (const dryRun of [true, false]) {
        const report = await cleanOwned(location, [root], { dryRun });
        assert.deepEqual(report.removed, []);
        assert.equal(report.kept[0]?.path, root.path);
        assert.match(report.kept[0].reason, reason);
      }
      rmSync(location.trash, { recursive: true });
      assert.deepEqual(
        snapshot(directory()).filter((line) => !line.startsWith('/home 4')),
        before.filter((line) => !line.startsWith('/home 4')),
      );
    });
  }

  /** What looks like work but is safe elsewhere. */
  const harmless: readonly (readonly [what: string, make: () => void])[] = [
    [
      'commits that are merged',
      () => {
        commit('a');
        git(repository, 'merge', '--quiet', 'lanekeeper/dev-1');
      },
    ],
    [
      'commits that are pushed',
      () => {
        const remote = path.join(directory(), 'remote.git');
        git(directory(), 'init', '--quiet', '--bare', remote);
        git(repository, 'remote', 'add', 'origin', remote);
        commit('a');
        git(root.path, 'push', '--quiet', 'origin', 'HEAD');
      },
    ],
    [
      'commits that another branch has',
      () => {
        commit('a');
        git(root.path, 'branch', 'keep');
      },
    ],
    [
      'a stash made elsewhere',
      () => {
        writeBelow(repository, 'src/other.rs');
        git(repository, 'stash', '--include-untracked');
      },
    ],
    [
      'a clone that has nothing of its own in an ignored directory',
      () => {
        clone('target/clone');
      },
    ],
    [
      'a file outside a sparse checkout',
      () => git(root.path, 'sparse-checkout', 'set', '--no-cone', '/.gitignore'),
    ],
    [
      'a mark but no change',
      () => git(root.path, 'update-index', '--assume-unchanged', 'src/main.rs'),
    ],
    [
      'links to the outside',
      () => {
        symlinkSync(repository, path.join(root.path, 'a.log'));
      },
    ],
  ];

  for (const [what, make] of harmless) {
    it(`removes one that holds ${what}`, async () => {
      make();
      const report = await cleanOwned(location, [root]);
      assert.deepEqual(report.kept, []);
      assert.equal(existsSync(root.path), false);
      assert.equal(existsSync(gitDirectory), false);
      assert.ok(existsSync(path.join(repository, 'src/main.rs')));
    });
  }

  function write(...files: readonly string[]): void {
    for (const file of files) {
      writeBelow(root.path, file);
      appendFileSync(path.join(root.path, file), 'changed');
    }
  }

  function stage(file: string): void {
    write(file);
    git(root.path, 'add', file);
  }

  function commit(file: string): void {
    write(file);
    commitAll(root.path, file);
  }

  function clone(place: string): void {
    git(root.path, 'clone', '--quiet', repository, place);
  }

  function nest(place: string): void {
    git(repository, 'worktree', 'add', '--quiet', '--detach', path.join(root.path, place));
  }

  /** Two branches that change one file, one brought into the other. */
  function conflict(command: string, branch: string): void {
    git(root.path, 'checkout', '--quiet', '-b', branch);
    writeFileSync(path.join(root.path, 'src/main.rs'), 'theirs');
    commitAll(root.path, 'theirs');
    git(root.path, 'checkout', '--quiet', 'lanekeeper/dev-1');
    writeFileSync(path.join(root.path, 'src/main.rs'), 'ours');
    commitAll(root.path, 'ours');
    assert.throws(() => git(root.path, command, branch));
  }
});
