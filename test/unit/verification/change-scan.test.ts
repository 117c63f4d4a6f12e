import assert from 'node:assert/strict';
import { lstatSync, mkdirSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ChangeScan } from '../../../src/core/verification/change-scan.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const always = { from: 0, until: Infinity };

describe('a scan for changes', () => {
  const directory = temporaryDirectory();

  /** The change time of `file`, after which only what is done next counts. */
  function mark(file: string): number {
    const { ctimeMs } = lstatSync(file);
    // Until the clock that stamps files has moved on.
    for (let index = 0; ; index += 1) {
      const probe = path.join(directory(), '..', `probe-${process.pid}`);
      writeFileSync(probe, String(index));
      const now = lstatSync(probe).ctimeMs;
      unlinkSync(probe);
      if (now > ctimeMs) return ctimeMs;
    }
  }

  it('finds what was written, also when its times were set back, and what lost an entry', async () => {
    const at = directory();
    for (const name of ['same', 'forged', 'sub/gone']) {
      mkdirSync(path.dirname(path.join(at, name)), { recursive: true });
      writeFileSync(path.join(at, name), '1');
    }
    const since = mark(at);
    writeFileSync(path.join(at, 'forged'), '2');
    utimesSync(path.join(at, 'forged'), 1, 1);
    unlinkSync(path.join(at, 'sub/gone'));
    const { changed, coverage } = await new ChangeScan({ places: [at], since }).scan([]);
    assert.deepEqual(changed.map((file) => path.relative(at, file)).sort(), ['forged', 'sub']);
    assert.equal(coverage.isComplete, true);
  });

  it('names the agents that were at work, and is the less sure the more they were', async () => {
    const at = directory();
    const agent = (uid: string, lives: { from: number; until: number }[]) => {
      return { uid, process: null, lives };
    };
    const scan = new ChangeScan({ places: [at], since: 0 });
    const [one] = (await scan.observe([agent('a', [always]), agent('b', [])])).writes;
    assert.deepEqual([one?.agent, one?.confidence], ['a', 'likely']);
    const both = (await scan.observe([agent('a', [always]), agent('b', [always])])).writes;
    assert.deepEqual(
      both.map((write) => [write.agent, write.confidence]),
      [
        ['a', 'possible'],
        ['b', 'possible'],
      ],
    );
  });

  it('follows no link, and says so when it did not get through', async () => {
    const at = directory();
    symlinkSync('/', path.join(at, 'everything'));
    const whole = await new ChangeScan({ places: [at], since: 0 }).scan([]);
    assert.equal(whole.changed.length, 2);
    const part = await new ChangeScan({ places: [at], since: 0, limit: 1 }).scan([]);
    assert.equal(part.coverage.isComplete, false);
  });
});
