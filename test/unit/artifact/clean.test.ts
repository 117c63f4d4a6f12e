import assert from 'node:assert/strict';
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  constants,
  openSync,
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { CleanReport } from '../../../src/core/artifact/clean.ts';
import type { OwnedRoot } from '../../../src/core/artifact/owned-root.ts';
import { inventory } from '../../../src/core/artifact/inventory.ts';
import { createOwnedRoot } from '../../../src/core/artifact/marker.ts';
import { markerName } from '../../../src/core/artifact/marker-file.ts';
import type { Location } from '../../../src/core/location.ts';
import { requireTool } from '../required-tool.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { startCleaner } from './cleaner-process.ts';
import { snapshot } from './hostile-tree.ts';
import { cleanOwned, locationIn, namespaceWith, owner, writeBelow } from './owned.ts';

const programs = path.join(import.meta.dirname, '../../fixtures/programs');
const nobody = 65534;

describe('clean', () => {
  const directory = temporaryDirectory();
  let location: Location;
  beforeEach(() => {
    location = locationIn(directory());
  });

  it('deletes every root of the agent, reports their size, and leaves its neighbours alone', async () => {
    const namespace = await namespaceWith(location, ['target/debug/app', 'log/agent.log']);
    const { agent, uid } = owner;
    const short = path.join(location.temporary, '0a1b2c3d');
    const temporary = await createOwnedRoot('temporary', short, uid, agent);
    writeBelow(short, 'socket');
    const neighbour = path.join(location.namespaces, 'linux_x64-0-0-dev-2');
    await createOwnedRoot('namespace', neighbour, 'other', 'dev-2');
    const before = snapshot(neighbour);

    const roots = [namespace, temporary];
    const foreseen = await cleanOwned(location, roots, { dryRun: true });
    const report = await cleanOwned(location, roots);

    assert.deepEqual(report, { ...foreseen, dryRun: false });
    assert.deepEqual(
      report.removed.map(({ agent: id, path: place }) => [id, place]),
      roots.map(({ path: place }) => [agent, place]),
    );
    assert.equal(
      report.bytes,
      report.removed.reduce((sum, { bytes }) => sum + bytes, 0),
    );
    assert.deepEqual(report.kept, []);
    assert.deepEqual(readdirSync(location.namespaces), [path.basename(neighbour)]);
    assert.deepEqual(snapshot(neighbour), before);
    assert.deepEqual(readdirSync(location.trash), []);
  });

  it('changes nothing in a dry run', async () => {
    const root = await namespaceWith(location, ['target/a']);
    const before = snapshot(directory());
    const report = await cleanOwned(location, [root], { dryRun: true });
    assert.equal(report.dryRun, true);
    assert.deepEqual(snapshot(directory()), before);
  });

  it('finds nothing left the second time', async () => {
    const root = await namespaceWith(location, ['target/a']);
    await cleanOwned(location, [root]);
    const nothing = { removed: [], kept: [], bytes: 0 };
    assert.deepEqual(await cleanOwned(location, [root]), { dryRun: false, ...nothing });
    assert.deepEqual(await cleanOwned(location, [root], { dryRun: true }), {
      dryRun: true,
      ...nothing,
    });
  });

  it('counts only what deleting frees, with hard links inside and to the outside', async () => {
    const outside = path.join(directory(), 'store');
    writeFileSync(outside, Buffer.alloc(1_000_000));
    const root = await namespaceWith(location, []);
    const empty = await cleanOwned(location, [root], { dryRun: true });
    linkSync(outside, path.join(root.path, 'a'));
    writeFileSync(path.join(root.path, 'b'), Buffer.alloc(500_000));
    linkSync(path.join(root.path, 'b'), path.join(root.path, 'c'));
    const size = lstatSync(path.join(root.path, 'b')).blocks * 512;

    const foreseen = await cleanOwned(location, [root], { dryRun: true });
    const report = await cleanOwned(location, [root]);

    assert.equal(report.bytes, empty.bytes + size);
    assert.equal(foreseen.bytes, report.bytes);
    assert.equal(lstatSync(outside).size, 1_000_000);
  });

  it('deletes trees that are far deeper than any path may be long', async () => {
    const root = await namespaceWith(location, []);
    const name = 'd'.repeat(200);
    const [inner, outer] = [path.join(directory(), 'inner'), path.join(directory(), 'outer')];
    mkdirSync(inner);
    symlinkSync(directory(), path.join(inner, 'link'));
    for (let depth = 0; depth < 600; depth += 1) {
      mkdirSync(outer);
      renameSync(inner, path.join(outer, name));
      renameSync(outer, inner);
    }
    renameSync(inner, path.join(root.path, 'deep'));

    const foreseen = await cleanOwned(location, [root], { dryRun: true });
    const report = await cleanOwned(location, [root]);

    assert.deepEqual(report, { ...foreseen, dryRun: false });
    assert.equal(existsSync(root.path), false);
    assert.deepEqual(readdirSync(location.trash), []);
  });

  it('deletes directories that a tool has made read-only or unreadable', async function () {
    const root = await namespaceWith(location, ['cache/go/a/b', 'cache/none/c', 'cache/write/d']);
    const outside = path.join(directory(), 'outside');
    mkdirSync(outside, { mode: 0o555 });
    symlinkSync(outside, path.join(root.path, 'cache/link'));
    chmodSync(path.join(root.path, 'cache/go/a'), 0o500);
    chmodSync(path.join(root.path, 'cache/go'), 0o500);
    chmodSync(path.join(root.path, 'cache/none'), 0o000);
    chmodSync(path.join(root.path, 'cache/write'), 0o300);
    chmodSync(root.path, 0o500);
    const mode = lstatSync(outside).mode;

    const report = await cleanUnprivileged(this, root);

    assert.deepEqual(report.kept, []);
    assert.equal(existsSync(root.path), false);
    assert.equal(lstatSync(outside).mode, mode);
  });

  it('keeps what another user owns, with the reason, and puts it back where it was', async function () {
    if (process.getuid?.() !== 0) this.skip();
    const root = await namespaceWith(location, ['target/mine', 'target/root/theirs']);
    const theirs = path.join(root.path, 'target/root');
    const before = snapshot(theirs);

    const report = await cleanUnprivileged(this, root, ['target/root', 'target/root/theirs']);

    assert.deepEqual(
      report.kept.map(({ path: place }) => place),
      [path.join(theirs, 'theirs')],
    );
    assert.match(report.kept[0]?.reason ?? '', /permission|not permitted/);
    assert.deepEqual(snapshot(theirs), before);
    assert.deepEqual(readdirSync(root.path).sort(), [markerName, 'target']);
    assert.deepEqual(readdirSync(location.trash), []);
  });

  it('keeps immutable files, with the reason, and finishes once they are released', async function () {
    if (process.getuid?.() !== 0) this.skip();
    const chattr = await requireTool(this, 'chattr');
    const root = await namespaceWith(location, ['target/a', 'target/fixed']);
    const fixed = path.join(root.path, 'target/fixed');
    execFileSync(chattr, ['+i', fixed]);
    try {
      const report = await cleanOwned(location, [root]);
      assert.deepEqual(
        report.kept.map(({ path: place }) => place),
        [fixed],
      );
      assert.match(report.kept[0]?.reason ?? '', /immutable/);
      assert.ok(report.bytes > 0);
      assert.equal(readFileSync(fixed, 'utf8'), 'target/fixed');
    } finally {
      execFileSync(chattr, ['-i', fixed]);
    }
    assert.deepEqual((await cleanOwned(location, [root])).kept, []);
    assert.equal(existsSync(root.path), false);
  });

  it('gives up on a directory that never gets empty, says so, and deletes the rest', async function () {
    if (process.platform !== 'linux') this.skip();
    const root = await namespaceWith(location, ['target/a', 'build/b']);
    const filled = path.join(root.path, 'target');
    const held = openSync(filled, constants.O_DIRECTORY);
    let count = 0;
    // Progress is told between emptying a directory and removing it: the worst moment to create a file in it.
    const onProgress = (): void => {
      writeFileSync(`/proc/self/fd/${held}/${(count += 1)}`, '');
    };
    try {
      const report = await cleanOwned(location, [root], { onProgress });
      assert.deepEqual(report.kept, [
        { path: filled, reason: 'a process keeps creating files in it' },
      ]);
      assert.equal(existsSync(path.join(root.path, 'build')), false);
    } finally {
      closeSync(held);
    }
    assert.deepEqual((await cleanOwned(location, [root])).kept, []);
    assert.equal(existsSync(root.path), false);
  });

  it('ends beside a process that writes without end, and tells the truth about what is left', async function () {
    if (process.platform !== 'linux') this.skip();
    const root = await namespaceWith(location, ['target/a', 'build/b']);
    const child = fork(path.join(programs, 'writer.ts'), [path.join(root.path, 'target')]);
    const exit = once(child, 'exit');
    try {
      await once(child, 'message');
      const report = await cleanOwned(location, [root]);
      assert.equal(existsSync(root.path), report.kept.length > 0);
    } finally {
      child.kill('SIGKILL');
      await exit;
    }
    assert.deepEqual((await cleanOwned(location, [root])).kept, []);
    assert.equal(existsSync(root.path), false);
  });

  it('says so when the root lies on another file system than the trash', async function () {
    const elsewhere = '/dev/shm';
    const here = lstatSync(directory()).dev;
    if (!existsSync(elsewhere) || lstatSync(elsewhere).dev === here) this.skip();
    const shared = path.join(elsewhere, path.basename(directory()));
    mkdirSync(shared);
    try {
      mkdirSync(location.home);
      symlinkSync(shared, location.namespaces);
      const root = await namespaceWith(location, ['target/a']);
      const before = snapshot(shared);
      const report = await cleanOwned(location, [root]);
      assert.match(report.kept[0]?.reason ?? '', /another file system/);
      assert.deepEqual(report.removed, []);
      assert.deepEqual(snapshot(shared), before);
    } finally {
      execFileSync('rm', ['-r', shared]);
    }
  });

  it('ends early when it is interrupted, and goes on the next time', async () => {
    const files = Array.from({ length: 300 }, (_, index) => `target/${index % 10}/${index}`);
    const root = await namespaceWith(location, files);
    const controller = new AbortController();
    const report = await cleanOwned(location, [root], {
      signal: controller.signal,
      onProgress: () => {
        controller.abort();
      },
    });
    assert.match(report.kept[0]?.reason ?? '', /interrupted/);
    const rest = await cleanOwned(location, [root]);
    assert.deepEqual(rest.kept, []);
    assert.equal(existsSync(root.path), false);
    assert.deepEqual(readdirSync(location.trash), []);
  });

  it('does nothing at all when it is interrupted before it begins', async () => {
    const root = await namespaceWith(location, ['target/a']);
    const before = snapshot(root.path);
    const report = await cleanOwned(location, [root], { signal: AbortSignal.abort() });
    assert.match(report.kept[0]?.reason ?? '', /interrupted/);
    assert.deepEqual(snapshot(root.path), before);
  });

  it('is done by one of several clean-ups that begin together, and the others find nothing', async () => {
    for (let round = 0; round < 3; round += 1) {
      const root = await namespaceWith(location, ['target/a/b', 'target/c', 'build/d']);
      const { bytes } = await cleanOwned(location, [root], { dryRun: true });
      const here = [cleanOwned(location, [root]), cleanOwned(location, [root])];
      const elsewhere = [startCleaner(location, [root]), startCleaner(location, [root])];
      const reports = await Promise.all([...here, ...elsewhere.map(({ report }) => report)]);
      assert.deepEqual(
        reports.flatMap((report) => report?.removed),
        [{ agent: owner.agent, path: root.path, bytes }],
      );
      assert.ok(reports.every((report) => report?.kept.length === 0));
      assert.equal(existsSync(root.path), false);
      assert.deepEqual(readdirSync(location.trash), []);
    }
  });

  it('leaves no descriptor open, whatever it meets', async function () {
    if (process.platform !== 'linux') this.skip();
    const open = (): string[] =>
      readdirSync('/proc/self/fd').filter((each) => existsSync(`/proc/self/fd/${each}`));
    const before = open();
    const root = await namespaceWith(location, ['target/a', 'build/b', '.git/HEAD']);
    const signal = AbortSignal.abort();
    const link = { ...root, path: path.join(location.namespaces, 'link') };
    symlinkSync(root.path, link.path);
    for (const roots of [[root], [link], [{ ...root, uid: 'other' }]]) {
      await cleanOwned(location, roots);
      await cleanOwned(location, roots, { dryRun: true });
    }
    rmSync(path.join(root.path, '.git'), { recursive: true });
    await assert.rejects(inventory([root], { signal }), { code: 'interrupted' });
    await cleanOwned(location, [root]);
    assert.deepEqual(open(), before);
  });

  it('never lets progress run backwards', async () => {
    const root = await namespaceWith(location, ['target/a/b', 'target/c', 'build/d']);
    const told: number[] = [];
    const { bytes } = await cleanOwned(location, [root], {
      onProgress: (removed) => told.push(removed),
    });
    assert.deepEqual(
      told,
      told.toSorted((a, b) => a - b),
    );
    assert.ok((told.at(-1) ?? 0) <= bytes);
  });

  /** Cleans as a user whom file modes concern, who owns everything except `others`. */
  async function cleanUnprivileged(
    context: Mocha.Context,
    root: OwnedRoot,
    others: readonly string[] = [],
  ): Promise<CleanReport> {
    const privileged = process.getuid?.() === 0;
    if (privileged) {
      await requireTool(context, 'chown');
      execFileSync('chown', ['-R', `${nobody}:${nobody}`, directory()]);
      for (const other of others) chownSync(path.join(root.path, other), 0, 0);
    }
    const report = await startCleaner(
      location,
      [root],
      privileged ? { identity: { uid: nobody, gid: nobody } } : {},
    ).report;
    assert.ok(report);
    return report;
  }
});
