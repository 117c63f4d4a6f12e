import assert from 'node:assert/strict';
import { chmodSync, chownSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makePrivate, privacyOf } from '../../../src/core/artifact/private-directory.ts';
import { skipOrFail } from '../required-tool.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

describe('a directory of this user’s alone', () => {
  const directory = temporaryDirectory();
  let place: string;

  beforeEach(function () {
    if (process.platform === 'win32') this.skip();
    place = path.join(directory(), 'own');
  });

  const refused = async (why: RegExp): Promise<void> => {
    await assert.rejects(makePrivate(place), { code: 'artifact-not-owned', message: why });
    assert.equal((await privacyOf(place)).state, 'refused');
  };

  it('is made where nothing is, and found again', async () => {
    assert.equal((await privacyOf(place)).state, 'missing');
    await makePrivate(place);
    await makePrivate(place);
    assert.equal(statSync(place).mode & 0o777, 0o700);
    assert.equal((await privacyOf(place)).state, 'private');
  });

  it('is not a link, wherever that leads', async () => {
    mkdirSync(path.join(directory(), 'elsewhere'), { mode: 0o700 });
    symlinkSync(path.join(directory(), 'elsewhere'), place);
    await refused(/is a symbolic link/);
  });

  it('is not a file', async () => {
    writeFileSync(place, '');
    await refused(/is not a directory/);
  });

  it('is not one that others may look into', async () => {
    mkdirSync(place);
    chmodSync(place, 0o750);
    await refused(/is open to other users/);
  });

  it('is not another user’s', async function () {
    mkdirSync(place, { mode: 0o700 });
    try {
      chownSync(place, 65_534, 65_534);
    } catch {
      return skipOrFail(this, 'the right to give a directory to another user');
    }
    await refused(/belongs to another user/);
  });
});
