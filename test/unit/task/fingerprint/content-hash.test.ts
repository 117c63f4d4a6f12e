import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import {
  hashContent,
  hashLargeContent,
} from '../../../../src/core/task/fingerprint/content-hash.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

describe('the hash of a file', () => {
  const directory = temporaryDirectory();

  for (const [how, hash] of Object.entries({ hashContent, hashLargeContent })) {
    it(`is none of a pipe that has taken its place, which ${how} does not wait for`, async function () {
      if (process.platform === 'win32') return this.skip();
      const pipe = path.join(directory(), 'pipe');
      execFileSync('mkfifo', [pipe]);
      assert.equal(await hash(pipe), null);
    });
  }
});
