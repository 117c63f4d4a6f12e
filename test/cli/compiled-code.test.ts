import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { boundByPermissions } from '../unit/permissions.ts';
import { temporaryDirectory } from '../unit/temporary-directory.ts';
import { lanekeeper } from './command-line.ts';

describe('what Node.js compiled of the command line', () => {
  const directory = temporaryDirectory();

  it('is kept below the state directory from the second start on, and that of other versions goes', async () => {
    const home = path.join(directory(), 'home');
    const options = { home, cwd: directory() };
    await lanekeeper(['list'], options);
    // Whoever makes the directory makes it for its user alone.
    assert.equal(statSync(home).mode & 0o077, 0);
    const compiled = path.join(home, 'compiled');
    assert.ok(!existsSync(compiled));

    mkdirSync(path.join(compiled, '0.0.0-other'), { recursive: true });
    writeFileSync(path.join(compiled, '0.0.0-other', 'code'), '');
    await lanekeeper(['list'], options);
    const [version = '', ...others] = readdirSync(compiled);
    assert.deepEqual(others, []);
    assert.notEqual(version, '0.0.0-other');
    const files = readdirSync(path.join(compiled, version), { recursive: true });
    assert.ok(files.length > 0);
    const before = files.sort();
    await lanekeeper(['list'], options);
    assert.deepEqual(readdirSync(path.join(compiled, version), { recursive: true }).sort(), before);
  });

  it('stays where it cannot be deleted, and no command fails of it', async function () {
    const through = await boundByPermissions(this);
    const options = { home: path.join(directory(), 'home'), cwd: directory() };
    await lanekeeper(['list'], options);
    const compiled = path.join(options.home, 'compiled');
    mkdirSync(path.join(compiled, '0.0.0-other'), { recursive: true });
    chmodSync(compiled, 0o500);
    const outcome = await lanekeeper(['list'], { ...options, through });
    chmodSync(compiled, 0o700);
    assert.equal(outcome.code, 0);
    assert.match(outcome.stderr, /^No agents\..*\n$/);
    assert.deepEqual(readdirSync(compiled), ['0.0.0-other']);
  });
});
