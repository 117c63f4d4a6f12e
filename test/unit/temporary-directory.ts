import { mkdtempSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Called in the body of a `describe`: gives each of its tests a real, empty directory of its own, removed afterwards.
 * The returned function names the directory of the test that runs.
 */
export function temporaryDirectory(): () => string {
  let directory = '';
  beforeEach(() => {
    // macOS's temporary directory is a link; tools report the real path.
    directory = mkdtempSync(path.join(realpathSync(tmpdir()), 'lanekeeper-test-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  return () => directory;
}
