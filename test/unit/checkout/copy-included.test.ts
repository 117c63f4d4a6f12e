import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { copyIncluded, describeIncludeReport } from '../../../src/core/checkout/copy-included.ts';
import { readIncludeFile } from '../../../src/core/checkout/included-files.ts';
import { LanekeeperError } from '../../../src/core/error.ts';
import { makeRepository, runGit, writeFiles } from '../git-repository.ts';
import { requireTool } from '../required-tool.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const environment = { PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1' };
const limits = { files: 100, bytes: 1_000_000 };

describe('the ignored files that a worktree gets', () => {
  const directory = temporaryDirectory();
  const from = (): string => path.join(directory(), 'a "repository"\nwith ümlauts');
  const to = (): string => path.join(directory(), 'worktree');

  /** Makes the worktree and copies what `.worktreeinclude` names. */
  const copy = async (
    include: string,
    options: { limits?: typeof limits; signal?: AbortSignal } = {},
  ) => {
    writeFileSync(path.join(from(), '.worktreeinclude'), include);
    if (!existsSync(to())) runGit(from(), 'worktree', 'add', '--quiet', '-b', 'agent', to());
    const patterns = await readIncludeFile(from());
    assert.ok(patterns);
    return copyIncluded({ patterns, from: from(), to: to(), environment, limits, ...options });
  };
  const isThere = (file: string): boolean =>
    lstatSync(path.join(to(), file), { throwIfNoEntry: false }) !== undefined;
  const reasonOf = (report: Awaited<ReturnType<typeof copy>>, file: string): string =>
    report.leftOut.find((each) => each.path === file)?.reason ?? '';

  beforeEach(async function () {
    await requireTool(this, 'git');
    makeRepository(from(), {
      'tracked.txt': 'committed',
      '.gitignore': '*.secret\n.env*\nlocal/\nnode_modules/\n.venv/\nlinks/\nnested/\n',
      'web/keep': '',
    });
  });

  it('are those that match and that git ignores', async () => {
    writeFiles(from(), {
      '.env': 'TOKEN=1',
      'web/.env.local': 'x',
      'local/settings.json': '{}',
      'other.secret': 'not named',
      'untracked.txt': 'named, but not ignored',
      'tracked.txt': 'named, but tracked',
    });
    const report = await copy('.env*\n# a comment\n\nlocal/\n*.txt\n');
    assert.deepEqual(
      { files: report.files, bytes: report.bytes, leftOut: report.leftOut },
      { files: 3, bytes: 10, leftOut: [] },
    );
    assert.equal(readFileSync(path.join(to(), 'web/.env.local'), 'utf8'), 'x');
    assert.equal(readFileSync(path.join(to(), 'tracked.txt'), 'utf8'), 'committed');
    assert.equal(isThere('untracked.txt'), false);
    assert.equal(isThere('other.secret'), false);
    assert.equal(
      describeIncludeReport(report),
      'Copied 3 files, 10 B, that .worktreeinclude names.',
    );
    assert.equal(runGit(to(), 'status', '--porcelain'), '');
  });

  it('obey negated and anchored patterns as in .gitignore', async () => {
    writeFiles(from(), { '.env': '', '.env.production': '', 'web/.env': '' });
    const { files } = await copy('/.env*\n!.env.production\n');
    assert.equal(files, 1);
    assert.ok(isThere('.env'));
    assert.equal(isThere('.env.production'), false);
    assert.equal(isThere('web/.env'), false);
  });

  it('have odd names as well', async () => {
    const names = [
      'a b.secret',
      `q'"uo.secret`,
      'line\nfeed.secret',
      'tüte/日本.secret',
      '-x.secret',
    ];
    writeFiles(from(), Object.fromEntries(names.map((name) => [name, name])));
    const { files } = await copy('*.secret');
    assert.equal(files, names.length);
    for (const name of names) assert.equal(readFileSync(path.join(to(), name), 'utf8'), name);
  });

  it('keep their mode and their time', async () => {
    writeFiles(from(), { 'run.secret': '#!/bin/sh\n' });
    chmodSync(path.join(from(), 'run.secret'), 0o750);
    await copy('*.secret');
    const [before, after] = [from(), to()].map((top) => statSync(path.join(top, 'run.secret')));
    assert.equal(after?.mode, before?.mode);
    assert.equal(after?.mtime.getTime(), before?.mtime.getTime());
  });

  it('never replace what the worktree has', async () => {
    writeFiles(from(), { 'x.secret': 'of the workspace' });
    await copy('');
    writeFiles(to(), { 'x.secret': 'of the worktree' });
    const report = await copy('*.secret');
    assert.equal(readFileSync(path.join(to(), 'x.secret'), 'utf8'), 'of the worktree');
    assert.match(reasonOf(report, 'x.secret'), /has one already/);
  });

  it('are never those of another repository inside', async () => {
    for (const inner of ['nested', 'local/clone']) {
      makeRepository(path.join(from(), inner), { 'inner.secret': 'foreign' });
      writeFiles(path.join(from(), inner), { '.env': 'foreign' });
    }
    runGit(from(), 'init', '--quiet', '--bare', 'local/bare.git');
    writeFiles(from(), { 'local/own': 'own' });
    const report = await copy('nested/\nlocal/\n.env\n*.secret\n');
    assert.ok(isThere('local/own'));
    assert.equal(isThere('nested'), false);
    assert.equal(isThere('local/clone'), false);
    assert.equal(isThere('local/bare.git'), false);
    assert.match(reasonOf(report, 'local/bare.git/HEAD'), /another repository/);
  });

  it('are never those of a submodule', async () => {
    const library = path.join(directory(), 'library');
    makeRepository(library, { file: '', '.gitignore': '.env\n' });
    runGit(from(), 'submodule', '--quiet', 'add', library, 'library');
    runGit(from(), 'commit', '--quiet', '--message=Library');
    writeFiles(from(), { 'library/.env': 'foreign', '.env': 'own' });
    const { files } = await copy('.env');
    assert.equal(files, 1);
    assert.equal(isThere('library/.env'), false);
  });

  it('are links only where these stay inside', async () => {
    writeFiles(from(), { 'local/real': 'x', 'local/sub/other': 'y' });
    writeFiles(directory(), { outside: 'secret of somebody else' });
    mkdirSync(path.join(from(), 'links'));
    const link = (name: string, target: string) => {
      symlinkSync(target, path.join(from(), 'links', name));
    };
    link('inside', '../local/real');
    link('dangling', '../local/not-yet');
    link('outside', '../../outside');
    link('absolute', path.join(from(), 'local/real'));
    link('directory', '..');
    link('hop', 'outside');
    link('through', 'elsewhere/outside');
    link('elsewhere', '../..');
    const report = await copy('links/\nlocal/\n');
    assert.equal(readlinkSync(path.join(to(), 'links/inside')), '../local/real');
    assert.equal(readFileSync(path.join(to(), 'links/inside'), 'utf8'), 'x');
    assert.ok(isThere('links/dangling'));
    assert.ok(isThere('links/directory'));
    for (const name of ['outside', 'absolute', 'hop', 'through', 'elsewhere']) {
      assert.equal(isThere(`links/${name}`), false, name);
      assert.match(reasonOf(report, `links/${name}`), /link/, name);
    }
  });

  it('are not written through a link that the commit has in their way', async () => {
    const outside = path.join(directory(), 'elsewhere');
    mkdirSync(outside);
    symlinkSync(outside, path.join(from(), 'config'));
    runGit(from(), 'add', 'config');
    runGit(from(), 'commit', '--quiet', '--message=Link');
    runGit(from(), 'worktree', 'add', '--quiet', '-b', 'agent', to());
    runGit(from(), 'rm', '--quiet', 'config');
    writeFiles(from(), { 'config/x.secret': 'x' });
    const report = await copy('*.secret');
    assert.equal(existsSync(path.join(outside, 'x.secret')), false);
    assert.match(reasonOf(report, 'config/x.secret'), /"config" is a link/);
  });

  it('are no caches unless a pattern names them, and never a virtual environment', async () => {
    writeFiles(from(), { 'node_modules/a/index.js': '1', '.venv/bin/python': '2', '.env': '3' });
    const wide = await copy('*\n!untracked');
    assert.ok(isThere('.env'));
    assert.equal(isThere('node_modules'), false);
    assert.equal(isThere('.venv'), false);
    assert.match(reasonOf(wide, 'node_modules'), /a pattern that names/);
    const named = await copy('node_modules/\n.venv/\n');
    assert.ok(isThere('node_modules/a/index.js'));
    assert.equal(isThere('.venv'), false);
    assert.match(reasonOf(named, '.venv'), /only where it was made/);
  });

  it('are not copied at all when they are too many or too large', async () => {
    writeFiles(from(), { 'local/a': 'aaaa', 'local/b': 'bbbb', '.env': 'c' });
    const isTooLarge = (fault: unknown) =>
      fault instanceof LanekeeperError &&
      fault.code === 'input-too-large' &&
      fault.message.includes('"local"');
    await assert.rejects(copy('local/\n.env', { limits: { files: 2, bytes: 100 } }), isTooLarge);
    await assert.rejects(copy('local/\n.env', { limits: { files: 9, bytes: 8 } }), isTooLarge);
    assert.equal(isThere('.env'), false);
  });

  it('stop coming when the spawn is cancelled', async () => {
    writeFiles(from(), { 'local/a': 'a' });
    const signal = AbortSignal.abort();
    await assert.rejects(
      copy('local/', { signal }),
      (fault) => fault instanceof LanekeeperError && fault.code === 'interrupted',
    );
    assert.equal(isThere('local'), false);
  });

  it('are none without a .worktreeinclude', async () => {
    assert.equal(await readIncludeFile(from()), null);
  });
});
