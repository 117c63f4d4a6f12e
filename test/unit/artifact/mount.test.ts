import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inventory } from '../../../src/core/artifact/inventory.ts';
import { markerName } from '../../../src/core/artifact/marker-file.ts';
import type { Location } from '../../../src/core/location.ts';
import { requireTool } from '../required-tool.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { snapshot } from './hostile-tree.ts';
import { cleanOwned, locationIn, namespaceWith, writeBelow } from './owned.ts';

/** Only root may mount; the rules hold for everyone. */
describe('clean-up and mounts', function () {
  const directory = temporaryDirectory();
  let location: Location;
  let outside: string;

  before(async function () {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) this.skip();
    await requireTool(this, 'mount');
    await requireTool(this, 'umount');
  });

  beforeEach(() => {
    location = locationIn(directory());
    outside = path.join(directory(), 'outside');
    writeBelow(outside, 'deep/precious');
  });

  /** Whatever happens, nothing stays mounted: the next step would delete the directory with all below. */
  async function withMount(
    args: readonly string[],
    place: string,
    work: () => Promise<void>,
  ): Promise<void> {
    execFileSync('mount', [...args, place]);
    try {
      await work();
    } finally {
      for (const line of mounts().filter((each) => each.startsWith(directory()))) {
        execFileSync('umount', [line]);
      }
      assert.deepEqual(
        mounts().filter((each) => each.startsWith(directory())),
        [],
      );
    }
  }

  /** Where something is mounted, innermost first (proc_pid_mountinfo(5)). */
  function mounts(): string[] {
    const table = execFileSync('cat', ['/proc/self/mountinfo'], { encoding: 'utf8' });
    return table
      .split('\n')
      .map((line) => line.split(' ')[4] ?? '')
      .reverse();
  }

  for (const [what, source] of [
    ['a bind mount, which has the device of its surroundings', 'bind'],
    ['another file system', 'tmpfs'],
  ] as const) {
    it(`leave ${what} in a root untouched, delete the rest, and finish once it is unmounted`, async () => {
      const root = await namespaceWith(location, ['target/a', 'target/mounted/hidden', 'build/b']);
      const place = path.join(root.path, 'target/mounted');
      const args = source === 'bind' ? ['--bind', outside] : ['-t', 'tmpfs', 'none'];
      const before = snapshot(outside);
      await withMount(args, place, async () => {
        writeFileSync(path.join(place, 'precious'), '');
        const inside = snapshot(place);
        const foreseen = await cleanOwned(location, [root], { dryRun: true });
        const { bytes } = await inventory([root]);
        const report = await cleanOwned(location, [root]);

        for (const { kept } of [foreseen, report]) {
          assert.deepEqual(kept, [
            { path: place, reason: 'a mount point, which clean-up never enters; unmount it first' },
          ]);
        }
        assert.equal(foreseen.bytes, bytes);
        assert.deepEqual(snapshot(place), inside);
        assert.deepEqual(readdirSync(root.path).sort(), [markerName, 'target']);
        assert.deepEqual(readdirSync(location.trash), []);
        if (source === 'bind') execFileSync('rm', [path.join(outside, 'precious')]);
      });
      assert.equal(snapshot(outside).slice(1).join(), before.slice(1).join());
      assert.deepEqual((await cleanOwned(location, [root])).kept, []);
      assert.equal(existsSync(root.path), false);
    });
  }

  it('leave a root alone that is a mount point itself', async () => {
    const root = await namespaceWith(location, ['target/a']);
    const twin = path.join(directory(), 'twin');
    renameSync(root.path, twin);
    mkdirSync(root.path);
    await withMount(['--bind', twin], root.path, async () => {
      const before = snapshot(twin);
      const report = await cleanOwned(location, [root]);
      assert.match(report.kept[0]?.reason ?? '', /mount point/);
      assert.deepEqual(report.removed, []);
      assert.deepEqual(snapshot(twin), before);
    });
  });

  it('leave a file alone on which another is mounted', async () => {
    const root = await namespaceWith(location, ['target/a', 'target/mounted']);
    const place = path.join(root.path, 'target/mounted');
    const precious = path.join(outside, 'deep/precious');
    const before = snapshot(outside);
    await withMount(['--bind', precious], place, async () => {
      const report = await cleanOwned(location, [root]);
      assert.deepEqual(
        report.kept.map((kept) => kept.path),
        [place],
      );
      assert.match(report.kept[0]?.reason ?? '', /mount point/);
      assert.deepEqual(snapshot(outside), before);
    });
  });

  it('keep a mount that lies deeper than a deletion descends in one go', async () => {
    const deep = `target/${'d/'.repeat(90)}mounted`;
    const root = await namespaceWith(location, [`${deep}/hidden`]);
    const before = snapshot(outside);
    await withMount(['--bind', outside], path.join(root.path, deep), async () => {
      const report = await cleanOwned(location, [root]);
      assert.match(report.kept[0]?.reason ?? '', /mount point/);
      assert.ok(existsSync(path.join(report.kept[0]?.path ?? '', 'deep/precious')));
    });
    assert.deepEqual(snapshot(outside), before);
    assert.deepEqual((await cleanOwned(location, [root])).kept, []);
    assert.deepEqual(readdirSync(location.trash), []);
  });

  it('need no free space: a full disk can be cleaned', async () => {
    mkdirSync(location.home);
    await withMount(
      ['-t', 'tmpfs', '-o', 'size=1m,nr_inodes=64', 'none'],
      location.home,
      async () => {
        const root = await namespaceWith(location, ['target/a']);
        mkdirSync(location.trash);
        assert.throws(
          () => {
            for (let file = 0; ; file += 1) {
              writeFileSync(path.join(root.path, `target/${file}`), Buffer.alloc(100_000));
            }
          },
          { code: 'ENOSPC' },
        );
        const report = await cleanOwned(location, [root]);
        assert.deepEqual(report.kept, []);
        assert.ok(report.bytes > 900_000);
        assert.deepEqual(readdirSync(location.namespaces), []);
        assert.deepEqual(readdirSync(location.trash), []);
      },
    );
  });
});
