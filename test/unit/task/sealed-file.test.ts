import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readSealed, writeSealed } from '../../../src/core/task/sealed-file.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

describe('what one process notes for the next', () => {
  const directory = temporaryDirectory();
  const place = () => ({ file: path.join(directory(), 'of/a/checkout'), version: '3' });

  it('is read as it was written last, by nobody else', () => {
    assert.equal(readSealed(place()), null);
    writeSealed(place(), 'one');
    const written = writeSealed(place(), 'a\0b\n');
    assert.equal(readSealed(place()), 'a\0b\n');
    assert.equal(written?.ino, statSync(place().file).ino);
    assert.equal(statSync(place().file).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(path.dirname(place().file)), ['checkout']);
  });

  it('is passed over when it is torn anywhere, changed, or of another version', () => {
    writeSealed(place(), 'some text');
    const sealed = readFileSync(place().file);
    for (let length = 0; length < sealed.length; length += 1) {
      writeFileSync(place().file, sealed.subarray(0, length));
      assert.equal(readSealed(place()), null, `the first ${String(length)} bytes`);
    }
    writeFileSync(place().file, sealed.toString().replace('some', 'same'));
    assert.equal(readSealed(place()), null);
    writeFileSync(place().file, sealed);
    assert.equal(readSealed({ ...place(), version: '4' }), null);
    assert.equal(readSealed(place()), 'some text');
  });

  it('is not written where it cannot be, and nothing else comes of that', () => {
    writeFileSync(path.join(directory(), 'of'), 'a file in the way');
    assert.equal(writeSealed(place(), 'text'), null);
    assert.equal(readSealed(place()), null);
    assert.deepEqual(readdirSync(directory()), ['of']);
  });
});
