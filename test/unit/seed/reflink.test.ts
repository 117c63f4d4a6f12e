import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, readFileSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import { copyTree } from '../../../src/core/seed/copy-tree.ts';
import { readTree } from '../../../src/core/seed/tree.ts';
import { writeFiles } from '../git-repository.ts';
import { mountedImages } from '../mounted-image.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const everything = (): boolean => true;
const megabyte = 1024 * 1024;

describe('a tree copied on a file system that clones', () => {
  const mount = mountedImages();
  const directory = temporaryDirectory();
  const disk = (): string => path.join(directory(), 'disk');
  const content = randomBytes(16 * megabyte).toString('latin1');

  const freeBytes = (): number => {
    execFileSync('sync', ['--file-system', disk()]);
    const { bfree, bsize } = statfsSync(disk());
    return bfree * bsize;
  };
  const copy = async (from: string, to: string) =>
    copyTree(from, to, {
      entries: await readTree(from, { keep: everything }),
      // As if a minute later, when all has settled.
      readAt: BigInt(Date.now() + 60_000) * 1_000_000n,
      keep: everything,
    });

  beforeEach(async function () {
    await mount(this, 'btrfs', disk());
  });

  it('shares its blocks until one side writes, with the times of the original', async () => {
    const [from, to] = [path.join(disk(), 'from'), path.join(disk(), 'to')];
    writeFiles(from, { 'a/large': content });
    const before = freeBytes();
    assert.equal(await copy(from, to), 'cloned');
    assert.ok(before - freeBytes() < 2 * megabyte);
    const [source, target] = [from, to].map((root) => statSync(path.join(root, 'a/large')));
    assert.notEqual(source?.ino, target?.ino);
    assert.equal(source?.mtime.getTime(), target?.mtime.getTime());
    appendFileSync(path.join(to, 'a/large'), 'more');
    assert.equal(statSync(path.join(from, 'a/large')).size, source?.size);
  });

  it('is copied when it comes from another file system', async () => {
    const from = path.join(directory(), 'from');
    writeFiles(from, { large: content });
    assert.equal(await copy(from, path.join(disk(), 'to')), 'copied');
    assert.equal(readFileSync(path.join(disk(), 'to/large'), 'utf8'), content);
  });
});
