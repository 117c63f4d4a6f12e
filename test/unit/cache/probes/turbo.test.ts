import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { turbo } from '../../../../src/core/cache/probes/turbo.ts';
import { requireTool } from '../../required-tool.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { bytesOf, counted, look, run } from '../look.ts';

describe('turbo', () => {
  const directory = temporaryDirectory();
  const environment = {
    ...process.env,
    TURBO_CACHE_DIR: undefined,
    TURBO_TELEMETRY_DISABLED: '1',
    GIT_AUTHOR_NAME: 'test',
    GIT_AUTHOR_EMAIL: 'test@example.invalid',
    GIT_COMMITTER_NAME: 'test',
    GIT_COMMITTER_EMAIL: 'test@example.invalid',
  };

  /** A repository with one package and one task, committed. */
  async function repository(settings = ''): Promise<string> {
    const root = path.join(directory(), 'main');
    const files = {
      'package.json':
        '{"name":"root","private":true,"packageManager":"npm@11.0.0","workspaces":["a"]}',
      'package-lock.json':
        '{"name":"root","lockfileVersion":3,"requires":true,"packages":{"":{"name":"root","workspaces":["a"]},"a":{"version":"1.0.0"},"node_modules/a":{"resolved":"a","link":true}}}',
      'turbo.json': `{\n  // where results are kept\n  ${settings}"tasks": { "build": { "outputs": [], }, },\n}\n`,
      '.gitignore': '.turbo\nkept\n',
      'a/package.json': '{"name":"a","version":"1.0.0","scripts":{"build":"echo built"}}',
    };
    await mkdir(path.join(root, 'a'), { recursive: true });
    for (const [name, content] of Object.entries(files)) {
      await writeFile(path.join(root, name), content);
    }
    for (const command of [
      ['init', '-q'],
      ['add', '.'],
      ['commit', '-q', '-m', 'sample'],
    ]) {
      await run('git', command, root, environment);
    }
    return root;
  }

  /** Where the probe says that the cache is; turbo must have put something there. */
  async function whereItReallyIs(workspace: string): Promise<string> {
    const result = await look(turbo, environment, { workspace });
    assert.ok(result.available && result.location !== null);
    assert.notEqual((await readdir(result.location)).length, 0);
    assert.ok((await bytesOf(result)) > 0);
    return result.location;
  }

  it('counts a task run first and replayed then', async function () {
    const tool = await requireTool(this, 'turbo');
    const root = await repository();
    const cold = await run(tool, ['run', 'build'], root, environment);
    assert.deepEqual(counted(cold, 'turbo'), { hits: 0, misses: 1 });
    const warm = await run(tool, ['run', 'build'], root, environment);
    assert.deepEqual(counted(warm, 'turbo'), { hits: 1, misses: 0 });
    assert.equal(await whereItReallyIs(root), path.join(root, '.turbo', 'cache'));
  });

  it('finds the cache of the main worktree from a linked one, as turbo does', async function () {
    const tool = await requireTool(this, 'turbo');
    const root = await repository();
    await run(tool, ['run', 'build'], root, environment);
    const linked = path.join(directory(), 'linked');
    await run('git', ['worktree', 'add', '-q', linked], root, environment);
    const there = await run(tool, ['run', 'build'], linked, environment);
    assert.deepEqual(counted(there, 'turbo'), { hits: 1, misses: 0 });
    assert.equal(await whereItReallyIs(linked), path.join(root, '.turbo', 'cache'));
  });

  it('obeys cacheDir in a turbo.json with comments and trailing commas', async function () {
    const tool = await requireTool(this, 'turbo');
    const root = await repository('"cacheDir": "kept", // not "cacheDir": "x"\n  ');
    await run(tool, ['run', 'build'], root, environment);
    assert.equal(await whereItReallyIs(path.join(root, 'a')), path.join(root, 'kept'));
  });

  it('warns of an empty TURBO_CACHE_DIR, with which turbo writes among the sources', async function () {
    const tool = await requireTool(this, 'turbo');
    const root = await repository();
    const emptied = { ...environment, TURBO_CACHE_DIR: '' };
    await run(tool, ['run', 'build'], root, emptied);
    assert.ok((await readdir(root)).some((name) => name.endsWith('.tar.zst')));
    const result = await look(turbo, emptied, { workspace: root });
    assert.equal(result.available, false);
    assert.match(result.explanation?.reason ?? '', /among the sources/);
  });

  it('says what is missing: a workspace, a turbo.json, one that can be understood', async function () {
    await requireTool(this, 'turbo');
    const reason = async (workspace: string | null) =>
      (await look(turbo, environment, { workspace })).explanation?.reason ?? '';
    assert.match(await reason(null), /no workspace is open/);
    assert.match(await reason(directory()), /has no turbo\.json/);
    await writeFile(path.join(directory(), 'turbo.json'), '{ "tasks": ');
    assert.match(await reason(directory()), /turbo\.json could not be understood/);
  });

  it('reads the version of a turbo in the workspace without running it', async () => {
    const installed = path.join(directory(), 'node_modules', 'turbo');
    await mkdir(installed, { recursive: true });
    await writeFile(path.join(installed, 'package.json'), '{"name":"turbo","version":"1.13.4"}');
    await writeFile(path.join(directory(), 'turbo.json'), '{"pipeline":{}}');
    const result = await look(turbo, { PATH: '' }, { workspace: directory() });
    assert.equal(result.version, '1.13.4');
    assert.equal(result.location, path.join(directory(), 'node_modules', '.cache', 'turbo'));
  });
});
