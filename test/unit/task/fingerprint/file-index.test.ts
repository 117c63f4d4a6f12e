import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { chmodSync, readFileSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { FileIndex } from '../../../../src/core/task/fingerprint/file-index.ts';
import { readSealed, writeSealed } from '../../../../src/core/task/sealed-file.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

describe('the index of a checkout’s files', () => {
  const directory = temporaryDirectory();
  const open = (): FileIndex => new FileIndex(directory(), path.join(directory(), 'index'));
  const write = (text: string): void => {
    writeFileSync(path.join(directory(), 'file'), text);
  };
  const hashOf = async (index: FileIndex, file = 'file') => (await index.hash(file))?.hash ?? null;

  it('tells contents, programs and files that there are not', async () => {
    write('a');
    assert.equal(await hashOf(open()), hash('sha256', 'a'));
    chmodSync(path.join(directory(), 'file'), 0o755);
    assert.equal(await hashOf(open()), `${hash('sha256', 'a')}x`);
    assert.equal(await hashOf(open(), 'none'), null);
    assert.equal(await hashOf(open(), '.'), null);
  });

  it('sees each of many edits of the same size within one tick of the clock', async () => {
    const index = open();
    for (let edit = 0; edit < 200; edit += 1) {
      const text = String(edit).padStart(4, '0');
      write(text);
      assert.equal(await hashOf(index), hash('sha256', text));
    }
  });

  it('trusts a record only of a file that had not changed for two seconds when it was made', async () => {
    write('a');
    const index = open();
    await hashOf(index);
    index.save();
    const place = { file: path.join(directory(), 'index'), version: '2' };
    const [name = '', record = ''] = readSealed(place)?.split('\0') ?? [];
    const fields = record.split(' ');
    const changed = Math.max(Number(fields[1]), Number(fields[2]));
    for (const [later, trusted] of [
      [1900, false],
      [2100, true],
    ] as const) {
      const other = [...fields.slice(0, 4), String(changed + later), 'another'].join(' ');
      writeSealed(place, `${name}\0${other}`);
      assert.equal(await hashOf(open()), trusted ? 'another' : hash('sha256', 'a'));
    }
  });

  it('is not deceived by a modification time that was set back', async () => {
    const index = open();
    const old = new Date(Date.now() - 100_000);
    const file = path.join(directory(), 'file');
    write('one');
    utimesSync(file, old, old);
    await hashOf(index);
    write('two');
    utimesSync(file, old, old);
    assert.equal(await hashOf(index), hash('sha256', 'two'));
  });

  it('reads back what it wrote, and passes over a file of its own that is damaged', async () => {
    write('a');
    const index = open();
    await hashOf(index);
    index.save();
    const file = path.join(directory(), 'index');
    assert.ok(readFileSync(file, 'utf8').split('\0').includes('file'));
    assert.equal(statSync(file).mode & 0o777, 0o600);
    for (const damage of [
      '',
      'x',
      readFileSync(file, 'utf8').replace(/[0-9a-f]{8}$/, '00000000'),
    ]) {
      writeFileSync(file, damage);
      assert.equal(await hashOf(open()), hash('sha256', 'a'));
    }
  });

  it('hashes a large file in pieces to the same', async () => {
    const text = 'x'.repeat(5 * 1024 ** 2);
    write(text);
    const found = open().hash('file');
    assert.ok(found instanceof Promise);
    assert.equal((await found)?.hash, hash('sha256', text));
  });

  it('counts the content behind a link only inside the checkout', async () => {
    write('a');
    symlinkSync('file', path.join(directory(), 'inside'));
    symlinkSync('/etc/hostname', path.join(directory(), 'outside'));
    const index = open();
    const [inside, outside] = [await hashOf(index, 'inside'), await hashOf(index, 'outside')];
    write('b');
    assert.notEqual(await hashOf(index, 'inside'), inside);
    assert.equal(outside, hash('sha256', 'link /etc/hostname'));
  });
});
