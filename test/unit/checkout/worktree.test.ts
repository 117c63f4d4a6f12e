import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { createWorktree, planWorktree } from '../../../src/core/checkout/worktree.ts';
import { LanekeeperError } from '../../../src/core/error.ts';
import { locate } from '../../../src/core/location.ts';
import { makeRepository, runGit, writeFiles } from '../git-repository.ts';
import { requireTool } from '../required-tool.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const program = path.join(import.meta.dirname, '../../fixtures/programs/make-worktree.ts');
const environment = { PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1' };

describe('a worktree of an agent', () => {
  const directory = temporaryDirectory();
  const repository = (): string => path.join(directory(), 'my repo');
  const home = (): string => path.join(directory(), 'home');

  const make = async (agent: string, workspace = repository(), signal?: AbortSignal) => {
    const location = locate({ LANEKEEPER_HOME: home() });
    const plan = await planWorktree({ workspace, agent, location, environment, signal });
    return createWorktree(plan, { signal });
  };
  const isRefused = (message: RegExp) => (fault: unknown) =>
    fault instanceof LanekeeperError &&
    fault.code === 'checkout-failed' &&
    message.test(fault.message) &&
    fault.cure !== '';

  beforeEach(async function () {
    await requireTool(this, 'git');
    makeRepository(repository(), { 'Cargo.toml': 'x', 'sub/file': 'y' });
  });

  it('lies outside the repository, on a branch of its own at the commit of HEAD', async () => {
    const { root, path: where, branch, commit, warnings } = await make('dev-1');
    assert.match(path.relative(home(), root), /^worktrees\/my_repo-[0-9a-f]{8}\/dev-1$/);
    assert.equal(where, root);
    assert.equal(branch, 'lanekeeper/dev-1');
    assert.equal(commit, runGit(repository(), 'rev-parse', 'HEAD').trim());
    assert.equal(runGit(root, 'branch', '--show-current').trim(), branch);
    assert.equal(runGit(root, 'status', '--porcelain'), '');
    assert.equal(readFileSync(path.join(root, 'Cargo.toml'), 'utf8'), 'x');
    assert.deepEqual(warnings, []);
  });

  it('is worked in at the counterpart of a workspace below the top of the repository', async () => {
    const { root, path: where } = await make('dev-1', path.join(repository(), 'sub'));
    assert.equal(where, path.join(root, 'sub'));
    assert.equal(readFileSync(path.join(where, 'file'), 'utf8'), 'y');
  });

  it('can be made by many processes at once', async () => {
    const agents = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const outputs = await Promise.all(
      agents.map((agent) =>
        promisify(execFile)(process.execPath, ['--no-warnings', program, repository(), agent], {
          env: { ...environment, LANEKEEPER_HOME: home() },
        }),
      ),
    );
    const made = outputs.map(({ stdout }) => {
      const result: unknown = JSON.parse(stdout);
      return z.object({ branch: z.string() }, { error: stdout }).parse(result).branch;
    });
    assert.deepEqual(
      made,
      agents.map((agent) => `lanekeeper/${agent}`),
    );
    assert.equal(runGit(repository(), 'worktree', 'list').trim().split('\n').length, 9);
  });

  it('takes another branch and path where those of an earlier agent hold work', async () => {
    const first = await make('dev-1');
    runGit(first.root, 'commit', '--allow-empty', '--quiet', '--message=Work');
    const second = await make('dev-1');
    assert.equal(second.branch, 'lanekeeper/dev-1-2');
    assert.equal(second.root, `${first.root}-2`);
    const log = runGit(repository(), 'log', '--format=%s', first.branch);
    assert.equal(log, 'Work\nStart\n');
  });

  it('has a branch without a folder where a branch "lanekeeper" stands in its way', async () => {
    runGit(repository(), 'branch', 'lanekeeper');
    assert.equal((await make('dev-1')).branch, 'lanekeeper-dev-1');
  });

  it('starts at a detached HEAD as well', async () => {
    runGit(repository(), 'checkout', '--quiet', '--detach');
    assert.equal((await make('dev-1')).branch, 'lanekeeper/dev-1');
  });

  it('can be made from a worktree', async () => {
    const { root } = await make('dev-1');
    const second = await make('dev-2', root);
    assert.equal(path.dirname(second.root), path.dirname(root));
  });

  it('says what is not in it: submodules and uncommitted changes', async () => {
    const library = path.join(directory(), 'library');
    makeRepository(library, { file: '' });
    runGit(repository(), 'submodule', '--quiet', 'add', library, 'library');
    runGit(repository(), 'commit', '--quiet', '--message=Library');
    writeFiles(repository(), { 'Cargo.toml': 'changed' });
    const { root, warnings } = await make('dev-1');
    assert.equal(warnings.length, 2);
    assert.match(warnings[0] ?? '', /Submodules are empty/);
    assert.match(warnings[1] ?? '', /Uncommitted changes/);
    assert.equal(existsSync(path.join(root, 'library', 'file')), false);
  });

  it('is refused outside a repository', async () => {
    await assert.rejects(make('dev-1', directory()), isRefused(/is not in a git repository/));
  });

  it('is refused in a bare repository', async () => {
    const bare = path.join(directory(), 'bare.git');
    mkdirSync(bare);
    runGit(bare, 'init', '--quiet', '--bare');
    await assert.rejects(make('dev-1', bare), isRefused(/bare repository/));
  });

  it('is refused before the first commit', async () => {
    const empty = path.join(directory(), 'empty');
    mkdirSync(empty);
    runGit(empty, 'init', '--quiet');
    await assert.rejects(make('dev-1', empty), isRefused(/no commit yet/));
  });

  it('is refused for a workspace without committed files', async () => {
    mkdirSync(path.join(repository(), 'untracked'));
    const workspace = path.join(repository(), 'untracked');
    await assert.rejects(make('dev-1', workspace), isRefused(/no committed files/));
  });

  it('is refused without git', async () => {
    const location = locate({ LANEKEEPER_HOME: home() });
    await assert.rejects(
      planWorktree({
        workspace: repository(),
        agent: 'dev-1',
        location,
        environment: { PATH: '' },
      }),
      (fault) => fault instanceof LanekeeperError && fault.code === 'toolchain-missing',
    );
  });

  it('leaves nothing behind when git fails half-way', async () => {
    const hook = path.join(repository(), '.git', 'hooks', 'post-checkout');
    writeFileSync(hook, '#!/bin/sh\necho "no thanks" >&2\nexit 1\n');
    chmodSync(hook, 0o755);
    await assert.rejects(make('dev-1'), isRefused(/no thanks/));
    assert.equal(runGit(repository(), 'branch', '--list', 'lanekeeper/*'), '');
    assert.equal(runGit(repository(), 'worktree', 'list').trim().split('\n').length, 1);
  });

  it('leaves nothing behind when it is interrupted', async () => {
    const stop = new AbortController();
    const pipe = path.join(directory(), 'started');
    await promisify(execFile)('mkfifo', [pipe]);
    const hook = path.join(repository(), '.git', 'hooks', 'post-checkout');
    writeFileSync(hook, `#!/bin/sh\necho started > '${pipe}'\nexec sleep 1000\n`);
    chmodSync(hook, 0o755);
    const making = make('dev-1', repository(), stop.signal);
    const failing = assert.rejects(
      making,
      (fault) => fault instanceof LanekeeperError && fault.code === 'interrupted',
    );
    // Opens once the hook writes: git is at work.
    await promisify(execFile)('cat', [pipe]);
    stop.abort();
    await failing;
    assert.equal(runGit(repository(), 'branch', '--list', 'lanekeeper/*'), '');
    assert.equal(runGit(repository(), 'worktree', 'list').trim().split('\n').length, 1);
  });

  it('is that of the workspace even where a git hook has set another repository', async () => {
    const other = path.join(directory(), 'other');
    makeRepository(other, { other: '' });
    const location = locate({ LANEKEEPER_HOME: home() });
    const plan = await planWorktree({
      workspace: repository(),
      agent: 'dev-1',
      location,
      environment: { ...environment, GIT_DIR: path.join(other, '.git'), GIT_WORK_TREE: other },
    });
    const { root } = await createWorktree(plan);
    assert.equal(existsSync(path.join(root, 'Cargo.toml')), true);
  });
});
