import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { verifyOwnedRoot } from '../../../src/core/artifact/marker.ts';
import { markerName } from '../../../src/core/artifact/marker-file.ts';
import type { OwnedRoot } from '../../../src/core/artifact/owned-root.ts';
import type { Location } from '../../../src/core/location.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { snapshot } from './hostile-tree.ts';
import { cleanOwned, locationIn, namespaceWith, owner, writeBelow } from './owned.ts';

const { agent, uid } = owner;

describe('clean-up leaves a root alone', () => {
  const directory = temporaryDirectory();
  let location: Location;
  beforeEach(() => {
    location = locationIn(directory());
  });

  /** Everything in the test's directory stays as it is, both checks refuse, and the report says why. */
  async function assertRefused(root: OwnedRoot, reason: RegExp): Promise<void> {
    mkdirSync(location.trash, { recursive: true });
    const before = snapshot(directory());
    await assert.rejects(verifyOwnedRoot(root, location), { code: 'artifact-not-owned' });
    for (const dryRun of [true, false]) {
      const report = await cleanOwned(location, [root], { dryRun });
      assert.deepEqual(report.removed, []);
      assert.equal(report.kept[0]?.path, root.path);
      assert.match(report.kept[0].reason, reason);
    }
    assert.deepEqual(snapshot(directory()), before);
  }

  function mark(place: string, kind: OwnedRoot['kind'] = 'namespace'): OwnedRoot {
    mkdirSync(place, { recursive: true });
    writeFileSync(path.join(place, markerName), JSON.stringify({ version: 1, uid, agent, kind }));
    return { kind, path: place, uid };
  }

  it('without a marker', async () => {
    const root = await namespaceWith(location, ['target/a']);
    unlinkSync(path.join(root.path, markerName));
    await assertRefused(root, /no marker/);
  });

  it('with a marker that is broken, a directory, or a link to a good one', async () => {
    const root = await namespaceWith(location, ['target/a']);
    const marker = path.join(root.path, markerName);
    writeFileSync(marker, '{"version":1');
    await assertRefused(root, /no marker/);
    renameSync(marker, path.join(directory(), 'aside'));
    mkdirSync(marker);
    await assertRefused(root, /no marker/);
    rmSync(marker, { recursive: true });
    symlinkSync(path.join(mark(path.join(directory(), 'good')).path, markerName), marker);
    await assertRefused(root, /no marker/);
  });

  it('with the marker of another agent or another kind', async () => {
    const place = path.join(location.namespaces, 'x');
    mark(place);
    writeFileSync(
      path.join(place, markerName),
      JSON.stringify({ version: 1, uid: 'other', agent: 'dev-2', kind: 'namespace' }),
    );
    await assertRefused({ kind: 'namespace', path: place, uid }, /belongs to agent dev-2/);
    await assertRefused(mark(place, 'temporary'), /does not lie in/);
    await assertRefused({ kind: 'namespace', path: place, uid }, /its marker says/);
  });

  it('outside of Lanekeeper’s directories, or on another level of them, marker or not', async () => {
    const { home, namespaces, temporary, trash } = location;
    mkdirSync(namespaces, { recursive: true });
    mkdirSync(temporary);
    const outside = mark(path.join(directory(), 'project'));
    for (const place of [
      outside.path,
      home,
      namespaces,
      path.join(trash, 'x'),
      path.join(temporary, 'x'),
      path.join(namespaces, 'a', 'nested'),
    ]) {
      await assertRefused(mark(place), /does not lie in/);
    }
  });

  it('given by a path with "..", a doubled or a trailing slash, or a relative one', async () => {
    const root = await namespaceWith(location, ['target/a']);
    const name = path.basename(root.path);
    for (const place of [
      `${location.namespaces}/x/../${name}`,
      `${location.namespaces}//${name}`,
      `${root.path}/.`,
      `${root.path}/target/..`,
    ]) {
      mkdirSync(path.join(location.namespaces, 'x'), { recursive: true });
      await assertRefused({ ...root, path: place }, /plain absolute|does not lie in/);
    }
  });

  it('that is a link to a marked directory, or lies behind one', async () => {
    const outside = mark(path.join(directory(), 'outside', 'marked'));
    const link = path.join(location.namespaces, 'link');
    mkdirSync(location.namespaces, { recursive: true });
    symlinkSync(outside.path, link);
    await assertRefused({ kind: 'namespace', path: link, uid }, /not a directory/);
    symlinkSync(path.dirname(outside.path), path.join(location.namespaces, 'parent'));
    const behind = path.join(location.namespaces, 'parent', 'marked');
    await assertRefused({ kind: 'namespace', path: behind, uid }, /does not lie in/);
  });

  it('that is a git repository, with a checkout or bare', async () => {
    const root = await namespaceWith(location, ['.git/HEAD', 'src/main.rs']);
    await assertRefused(root, /git repository/);
    rmSync(path.join(root.path, '.git'), { recursive: true });
    for (const file of ['HEAD', 'objects/x', 'refs/x']) writeBelow(root.path, file);
    await assertRefused(root, /bare git repository/);
  });

  it('that another process works in', async function () {
    if (process.platform !== 'linux') this.skip();
    const root = await namespaceWith(location, ['target/deep/a']);
    const idle = path.join(import.meta.dirname, '../../fixtures/programs/idle.ts');
    const child = fork(idle, { cwd: path.join(root.path, 'target/deep') });
    try {
      await once(child, 'message');
      const report = await cleanOwned(location, [root]);
      assert.deepEqual(report.removed, []);
      assert.match(report.kept[0]?.reason ?? '', new RegExp(`process ${child.pid ?? ''} .* works`));
      assert.deepEqual(readdirSync(root.path).sort(), [markerName, 'target']);
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    assert.deepEqual((await cleanOwned(location, [root])).kept, []);
  });

  it('that this process works in or below', async () => {
    const root = await namespaceWith(location, ['target/a']);
    const before = process.cwd();
    process.chdir(path.join(root.path, 'target'));
    try {
      await assertRefused(root, /working directory of this process/);
    } finally {
      process.chdir(before);
    }
  });

  it('of another agent among the given ones, and cleans the rest', async () => {
    const root = await namespaceWith(location, ['target/a']);
    const other = { ...root, uid: 'other' };
    const report = await cleanOwned(location, [other, root]);
    assert.deepEqual(report.kept, [{ path: root.path, reason: 'it belongs to another agent' }]);
    assert.equal(report.removed.length, 1);
  });

  it('when the trash is a link', async () => {
    const root = await namespaceWith(location, ['target/a']);
    symlinkSync(directory(), location.trash);
    await assert.rejects(cleanOwned(location, [root]), { code: 'not-writable' });
    assert.deepEqual(readdirSync(root.path).sort(), [markerName, 'target']);
  });
});
