import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmod, mkdir, open, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LanekeeperError } from '../../../src/core/error.ts';
import { digestFile } from '../../../src/core/namespace/file-hash.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const hash = async (file: string): Promise<string | null> =>
  (await digestFile(Buffer.from(file)))?.sha256 ?? null;

describe('the hash of a file', () => {
  const directory = temporaryDirectory();

  it('is the SHA-256 of its content', async () => {
    const file = path.join(directory(), 'Cargo.lock');
    await writeFile(file, 'version = 4\n');
    assert.equal(await hash(file), createHash('sha256').update('version = 4\n').digest('hex'));
  });

  it('of a 100 MB lockfile is read without holding it in memory', async () => {
    const file = path.join(directory(), 'pnpm-lock.yaml');
    const size = 100 * 1000 * 1000;
    const handle = await open(file, 'w');
    await handle.truncate(size);
    await handle.close();
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }, 1);
    const found = await hash(file);
    clearInterval(watch);
    const expected = createHash('sha256');
    const zeros = Buffer.alloc(1_000_000);
    for (let done = 0; done < size; done += zeros.length) expected.update(zeros);
    assert.equal(found, expected.digest('hex'));
    assert.ok(most < 16 * 1024 * 1024, `${most} bytes of buffers`);
  });

  it('of a link is that of the link and not of what it leads to', async () => {
    const secret = path.join(directory(), 'secret');
    const link = path.join(directory(), 'package.json');
    await writeFile(secret, 'one');
    await symlink('secret', link);
    const before = await hash(link);
    await writeFile(secret, 'two');
    assert.equal(await hash(link), before);
    assert.notEqual(before, null);
    await rm(link);
    await symlink('elsewhere', link);
    assert.notEqual(await hash(link), before);
  });

  for (const before of [0, 1, 1024 * 1024 - 12, 1024 * 1024 - 4]) {
    it(`tells of a merge conflict ${String(before)} bytes into the file`, async () => {
      const file = path.join(directory(), 'Cargo.lock');
      const filler = before === 0 ? '' : `${'x'.repeat(before - 1)}\n`;
      const digest = async (content: string) => {
        await writeFile(file, content);
        return digestFile(Buffer.from(file));
      };
      const conflict = `${filler}<<<<<<< HEAD\na\n=======\nb\n>>>>>>> branch\n`;
      const found = await digest(conflict);
      assert.equal(found?.isConflicted, true);
      assert.equal(found.sha256, createHash('sha256').update(conflict).digest('hex'));
      assert.equal((await digest(conflict.replace('>>>>>>>', ' >>>>>>>')))?.isConflicted, false);
    });
  }

  it('does not exist for a folder, for what is gone, and below a file', async () => {
    await mkdir(path.join(directory(), 'setup.py'));
    await writeFile(path.join(directory(), 'file'), '');
    assert.equal(await hash(path.join(directory(), 'setup.py')), null);
    assert.equal(await hash(path.join(directory(), 'nothing')), null);
    assert.equal(await hash(path.join(directory(), 'file', 'inside')), null);
  });

  it('names the file that cannot be read', async function () {
    if (process.platform === 'win32') this.skip();
    let file = path.join(directory(), 'Cargo.lock');
    await writeFile(file, '');
    await chmod(file, 0);
    // Root may read everything but the memory at address 0.
    if (process.getuid?.() === 0) file = '/proc/self/mem';
    await assert.rejects(
      hash(file),
      (fault) =>
        fault instanceof LanekeeperError &&
        fault.code === 'namespace-unreadable' &&
        fault.message.startsWith(`${file} `) &&
        fault.cure.includes(file),
    );
  });
});
