import assert from 'node:assert/strict';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { emptyTrash } from '../../../src/core/artifact/clean.ts';
import { createOwnedRoot, verifyOwnedRoot } from '../../../src/core/artifact/marker.ts';
import type { OwnedRoot } from '../../../src/core/artifact/owned-root.ts';
import { trashEntry } from '../../../src/core/artifact/trash.ts';
import type { Location } from '../../../src/core/location.ts';
import { requireTool } from '../required-tool.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { snapshot } from './hostile-tree.ts';
import { cleanOwned, locationIn, owner, writeBelow } from './owned.ts';
import { addWorktree, git, makeRepository } from './repository.ts';

describe('a worktree', () => {
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

  describe('that a crash left in the trash', () => {
    function moveToTrash(stage: 'held' | 'doomed'): string {
      const entry = trashEntry(stage, { kind: 'worktree', ...owner });
      mkdirSync(location.trash, { recursive: true });
      const place = path.join(location.trash, entry.name);
      renameSync(root.path, place);
      writeFileSync(path.join(gitDirectory, 'locked'), 'lanekeeper: clean-up in progress\n');
      return place;
    }

    it('goes back when it holds work', async () => {
      writeBelow(root.path, 'untracked');
      moveToTrash('held');
      const report = await emptyTrash(location);
      assert.deepEqual(report.kept, [
        { path: root.path, reason: 'it holds uncommitted work: untracked' },
      ]);
      assert.equal(git(root.path, 'status', '--porcelain'), '?? untracked\n');
      assert.equal(existsSync(path.join(gitDirectory, 'locked')), false);
    });

    it('stays in the trash when it holds work and something else has taken its place', async () => {
      writeBelow(root.path, 'untracked');
      const place = moveToTrash('held');
      writeBelow(root.path, 'taken');
      const report = await emptyTrash(location);
      assert.equal(report.kept[0]?.path, place);
      assert.match(report.kept[0].reason, /untracked; it could not be put back/);
      assert.equal(readFileSync(path.join(place, 'untracked'), 'utf8'), 'untracked');
    });

    for (const stage of ['held', 'doomed'] as const) {
      it(`is removed when it was ${stage} and holds none`, async () => {
        moveToTrash(stage);
        assert.deepEqual((await emptyTrash(location)).kept, []);
        assert.deepEqual(readdirSync(location.trash), []);
        assert.equal(existsSync(gitDirectory), false);
      });
    }

    it('is found by a pointer that is relative to where it was', async () => {
      const relative = path.relative(realpathSync(root.path), gitDirectory);
      writeFileSync(path.join(root.path, '.git'), `gitdir: ${relative}\n`);
      assert.equal(git(root.path, 'status', '--porcelain'), '');
      await verifyOwnedRoot(root, location);
      moveToTrash('held');
      assert.deepEqual((await emptyTrash(location)).kept, []);
      assert.equal(existsSync(gitDirectory), false);
    });

    it('is left alone once git has lost its record', async () => {
      const place = moveToTrash('held');
      rmSync(gitDirectory, { recursive: true });
      const report = await emptyTrash(location);
      assert.equal(report.kept[0]?.path, place);
      assert.ok(existsSync(path.join(place, 'src/main.rs')));
    });
  });

  describe('is left alone when it is', () => {
    it('a copy of a worktree, which leads to the original’s record', async () => {
      const copy = path.join(path.dirname(root.path), 'copy');
      cpSync(root.path, copy, { recursive: true });
      await assertRefused({ ...root, path: copy }, /git knows this worktree at/);
    });

    it('a main checkout, a submodule’s, and a directory that is none', async () => {
      const main = path.join(path.dirname(root.path), 'main');
      renameSync(repository, main);
      await assertRefused({ ...root, path: main }, /not a worktree/);
      const plain = path.join(path.dirname(root.path), 'plain');
      writeBelow(plain, 'file');
      await assertRefused({ ...root, path: plain }, /not a worktree/);
      await assert.rejects(createOwnedRoot('worktree', plain, owner.uid, owner.agent), {
        code: 'artifact-not-owned',
      });
    });

    it('a worktree that no agent, or another one, was given', async () => {
      const marker = path.join(gitDirectory, '.lanekeeper-owner.json');
      const { uid, ...rest } = { version: 1, kind: 'worktree', ...owner };
      writeFileSync(marker, JSON.stringify({ ...rest, uid: `${uid}x`, agent: 'dev-2' }));
      await assertRefused(root, /belongs to agent dev-2/);
      unlinkSync(marker);
      await assertRefused(root, /no marker/);
    });

    async function assertRefused(refused: OwnedRoot, reason: RegExp): Promise<void> {
      const before = snapshot(refused.path);
      const report = await cleanOwned(location, [refused]);
      assert.deepEqual(report.removed, []);
      assert.match(report.kept[0]?.reason ?? '', reason);
      assert.deepEqual(snapshot(refused.path), before);
    }
  });

  it('is not led astray by variables that point git elsewhere', async () => {
    writeBelow(root.path, 'untracked');
    const other = makeRepository(path.join(directory(), 'other'));
    const misleading = {
      GIT_DIR: path.join(other, '.git'),
      GIT_WORK_TREE: other,
      GIT_INDEX_FILE: path.join(other, '.git/index'),
      GIT_COMMON_DIR: path.join(other, '.git'),
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.excludesFile',
      GIT_CONFIG_VALUE_0: '/dev/null',
    };
    await withEnvironment(misleading, async () => {
      const report = await cleanOwned(location, [root]);
      assert.match(report.kept[0]?.reason ?? '', /uncommitted work: untracked/);
      unlinkSync(path.join(root.path, 'untracked'));
      assert.deepEqual((await cleanOwned(location, [root])).kept, []);
    });
  });

  it('puts back one that became dirty between the check and the removal', async () => {
    const real = git(repository, '--exec-path').trim();
    const shims = path.join(directory(), 'shims');
    mkdirSync(shims);
    const once = path.join(directory(), 'once');
    // A git that lets an agent write a file right after the first status has found nothing.
    writeFileSync(
      path.join(shims, 'git'),
      `#!/bin/sh
"${real}/git" "$@"; code=$?
case " $* " in *" status "*) [ -e "${once}" ] || { : > "${once}"; echo late > "${root.path}/late"; };; esac
exit $code
`,
    );
    chmodSync(path.join(shims, 'git'), 0o755);
    await withEnvironment(
      { PATH: `${shims}${path.delimiter}${process.env['PATH'] ?? ''}` },
      async () => {
        const report = await cleanOwned(location, [root]);
        assert.deepEqual(report.removed, []);
        assert.deepEqual(report.kept, [
          { path: root.path, reason: 'it holds uncommitted work: late' },
        ]);
      },
    );
    assert.equal(readFileSync(path.join(root.path, 'late'), 'utf8'), 'late\n');
    assert.equal(git(root.path, 'status', '--porcelain'), '?? late\n');
    assert.equal(existsSync(path.join(gitDirectory, 'locked')), false);
    assert.deepEqual(readdirSync(location.trash), []);
  });

  async function withEnvironment(
    variables: Readonly<Record<string, string>>,
    work: () => Promise<void>,
  ): Promise<void> {
    const before = { ...process.env };
    Object.assign(process.env, variables);
    try {
      await work();
    } finally {
      for (const name of Object.keys(variables)) {
        if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = before[name];
      }
    }
  }
});
