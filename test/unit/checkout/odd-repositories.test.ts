import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { clean } from '../../../src/core/artifact/clean.ts';
import { createOwnedRoot } from '../../../src/core/artifact/marker.ts';
import { findExistingWorktree } from '../../../src/core/checkout/existing-worktree.ts';
import { createWorktree, planWorktree } from '../../../src/core/checkout/worktree.ts';
import { locate } from '../../../src/core/location.ts';
import { makeRepository, runGit, writeFiles } from '../git-repository.ts';
import { requireTool } from '../required-tool.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const environment = { PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1' };
const uid = '11111111-2222-4333-8444-555555555555';

describe('a worktree of an odd repository', () => {
  const directory = temporaryDirectory();
  const location = () => locate({ LANEKEEPER_HOME: path.join(directory(), 'home') });
  const make = async (workspace: string) => {
    const plan = await planWorktree({
      workspace,
      agent: 'dev-1',
      location: location(),
      environment,
    });
    const worktree = await createWorktree(plan);
    const root = await createOwnedRoot('worktree', worktree.root, uid, 'dev-1');
    return { ...worktree, owned: root };
  };
  const remove = (root: Awaited<ReturnType<typeof make>>['owned']) =>
    clean({ agent: 'dev-1', uid, roots: [root], location: location(), dryRun: false });

  beforeEach(async function () {
    await requireTool(this, 'git');
  });

  for (const [what, name] of [
    ['spaces', 'a b  c'],
    ['quotes', `it's "quoted" \`x\` $HOME`],
    ['line feeds', 'one\ntwo\n'],
    ['letters beyond ASCII', 'tüte 日本 🦀'],
    ['a leading dash', '-rf'],
    ['pattern characters', 'a[b]*?'],
    ['a backslash', 'a\\b'],
  ] as const) {
    it(`is made and removed where a path has ${what}, also from a folder below`, async () => {
      const repository = path.join(directory(), name);
      makeRepository(repository, { file: 'x', [`${name}/inner`]: 'y' });
      const made = await make(path.join(repository, name));
      assert.equal(readFileSync(path.join(made.path, 'inner'), 'utf8'), 'y');
      assert.equal(made.path, path.join(made.root, name));
      const found = await findExistingWorktree(made.path, { environment });
      assert.deepEqual(
        [found?.root, found?.branch, found?.isAgents],
        [made.root, 'lanekeeper/dev-1', true],
      );
      const { kept } = await remove(made.owned);
      assert.deepEqual(kept, []);
      assert.equal(existsSync(made.root), false);
      assert.equal(readFileSync(path.join(repository, 'file'), 'utf8'), 'x');
    });
  }

  it('is made and removed in a shallow clone', async () => {
    const origin = path.join(directory(), 'origin');
    makeRepository(origin, { file: '1' });
    for (const content of ['2', '3']) {
      writeFiles(origin, { file: content });
      runGit(origin, 'commit', '--all', '--quiet', `--message=${content}`);
    }
    const clone = path.join(directory(), 'clone');
    runGit(directory(), 'clone', '--quiet', '--depth=1', `file://${origin}`, clone);
    const made = await make(clone);
    assert.equal(readFileSync(path.join(made.root, 'file'), 'utf8'), '3');
    assert.equal(runGit(made.root, 'rev-list', '--count', 'HEAD'), '1\n');
    assert.deepEqual((await remove(made.owned)).kept, []);
  });

  it('is made and removed at a detached HEAD', async () => {
    const repository = path.join(directory(), 'repository');
    makeRepository(repository, { file: '1' });
    runGit(repository, 'checkout', '--quiet', '--detach');
    const made = await make(repository);
    assert.deepEqual((await remove(made.owned)).kept, []);
  });

  it('is made from a worktree of a bare repository', async () => {
    const origin = path.join(directory(), 'origin');
    makeRepository(origin, { file: '1' });
    const bare = path.join(directory(), 'project', '.bare');
    runGit(directory(), 'clone', '--quiet', '--bare', origin, bare);
    const main = path.join(directory(), 'project', 'main');
    runGit(bare, 'worktree', 'add', '--quiet', main, 'main');
    const made = await make(main);
    assert.equal(readFileSync(path.join(made.root, 'file'), 'utf8'), '1');
    assert.equal((await findExistingWorktree(main, { environment }))?.isAgents, false);
    assert.deepEqual((await remove(made.owned)).kept, []);
  });

  it('stays with its submodules once these are there, since their commits lie in it', async () => {
    const library = path.join(directory(), 'library');
    makeRepository(library, { source: 'x' });
    const repository = path.join(directory(), 'repository');
    makeRepository(repository, { file: '1' });
    runGit(repository, 'submodule', '--quiet', 'add', library, 'library');
    runGit(repository, 'commit', '--quiet', '--message=Library');
    const made = await make(repository);
    assert.match(made.warnings.join(' '), /git submodule update --init/);
    runGit(made.root, 'submodule', '--quiet', 'update', '--init');
    assert.ok(existsSync(path.join(made.root, 'library', 'source')));
    const { kept } = await remove(made.owned);
    assert.match(kept[0]?.reason ?? '', /submodules/);
  });

  it('is no linked worktree in a submodule, a main checkout, a bare repository, or nowhere', async () => {
    const library = path.join(directory(), 'library');
    makeRepository(library, { source: 'x' });
    const repository = path.join(directory(), 'repository');
    makeRepository(repository, { file: '1' });
    runGit(repository, 'submodule', '--quiet', 'add', library, 'library');
    runGit(directory(), 'clone', '--quiet', '--bare', library, 'bare.git');
    for (const place of [
      repository,
      path.join(repository, 'library'),
      path.join(directory(), 'bare.git'),
      directory(),
    ]) {
      assert.equal(await findExistingWorktree(place, { environment }), null, place);
    }
  });
});
