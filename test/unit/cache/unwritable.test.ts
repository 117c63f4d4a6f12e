import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { whyUnwritable } from '../../../src/core/cache/unwritable.ts';
import { writeFiles } from '../git-repository.ts';
import { boundByPermissions } from '../permissions.ts';
import { smallDisks } from '../small-disk.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

describe('why a directory cannot be written', () => {
  const mountSmallDisk = smallDisks();
  const directory = temporaryDirectory();
  const within = (relative: string): string => path.join(directory(), relative);

  it('is nothing for one that is there and for one that can be made, and neither is made', async () => {
    assert.equal(await whyUnwritable(directory()), null);
    assert.equal(await whyUnwritable(within('not/there')), null);
    assert.deepEqual(readdirSync(directory()), []);
  });

  it('is a read-only file system, also for root and for what would be made on it', async function () {
    const disk = await mountSmallDisk(this, within('disk'), 64);
    assert.equal(await whyUnwritable(disk.path), null);
    disk.setReadOnly(true);
    assert.equal(await whyUnwritable(disk.path), 'its file system is read-only');
    assert.equal(await whyUnwritable(within('disk/a/b')), 'its file system is read-only');
  });

  it('is a file in its place', async () => {
    writeFiles(directory(), { file: '' });
    assert.equal(await whyUnwritable(within('file/a')), `${within('file')} is no directory`);
  });

  it('is its permissions', async function () {
    const [program, ...parameters] = await boundByPermissions(this);
    const module = path.resolve(import.meta.dirname, '../../../src/core/cache/unwritable.ts');
    const script = `const { whyUnwritable } = await import(${JSON.stringify(module)});
      process.stdout.write(String(await whyUnwritable(process.argv[1])));`;
    execFileSync('mkdir', ['-m', '555', within('closed')]);
    const node = [process.execPath, '--input-type=module', '--eval', script, within('closed')];
    const [first = '', ...rest] = program === undefined ? node : [program, ...parameters, ...node];
    const words = execFileSync(first, rest, { encoding: 'utf8' });
    assert.equal(words, 'its permissions forbid it');
  });
});
