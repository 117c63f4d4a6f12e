import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lockKey, parseLockTable } from '../../../../src/core/contention/kernel/lock-table.ts';

/**
 * Recorded with `cat /proc/locks` on Linux 6.18 while flock(1) waited twice for one file, and Python's fcntl module for
 * another by F_SETLKW and for a third by F_OFD_SETLKW, and held a lease on a fourth.
 */
const recorded = `1: OFDLCK ADVISORY  WRITE -1 fe:00:10037643 0 EOF
1: -> OFDLCK ADVISORY  WRITE -1 fe:00:10037643 0 EOF
2: POSIX  ADVISORY  WRITE 19391 fe:00:10037642 0 EOF
2: -> POSIX  ADVISORY  WRITE 19452 fe:00:10037642 0 EOF
3: FLOCK  ADVISORY  READ 19436 fe:00:10059779 0 EOF
5: FLOCK  ADVISORY  WRITE 19292 fe:00:10037641 0 EOF
5: -> FLOCK  ADVISORY  WRITE 19293 fe:00:10037641 0 EOF
5:  -> FLOCK  ADVISORY  WRITE 19295 fe:00:10037641 0 EOF
6: LEASE  ACTIVE    WRITE 19537 fe:00:10037644 0 EOF
7: POSIX  ADVISORY  READ 812 fd:01:7340152 1073741826 1073742335
`;

describe('the kernel’s table of file locks', () => {
  it('is read as locks that are held, each with those that wait behind it', () => {
    const queues = parseLockTable(recorded).map(({ held, waiting }) => ({
      held: `${held.kind} ${held.mode} ${String(held.pid)} ${held.device}:${held.inode}`,
      waiting: waiting.map(({ pid }) => pid),
    }));
    assert.deepEqual(queues, [
      { held: 'ofd write null fe:00:10037643', waiting: [null] },
      { held: 'posix write 19391 fe:00:10037642', waiting: [19452] },
      { held: 'flock read 19436 fe:00:10059779', waiting: [] },
      { held: 'flock write 19292 fe:00:10037641', waiting: [19293, 19295] },
      { held: 'lease write 19537 fe:00:10037644', waiting: [] },
      { held: 'posix read 812 fd:01:7340152', waiting: [] },
    ]);
  });

  it('tells ranges to the byte, and inodes beyond what a number holds', () => {
    const [queue] = parseLockTable(
      '1: POSIX  ADVISORY  WRITE 9 fd:01:18446744073709551615 1073741824 9223372036854775806\n',
    );
    assert.equal(queue?.held.inode, '18446744073709551615');
    assert.equal(queue.held.start, 1_073_741_824n);
    assert.equal(queue.held.end, 9_223_372_036_854_775_806n);
  });

  it('names nobody for a lock that another machine holds', () => {
    const [queue] = parseLockTable('1: POSIX  ADVISORY  WRITE -977 00:2e:77 0 EOF\n');
    assert.equal(queue?.held.pid, null);
  });

  it('passes over what it does not know with its waiters, and goes on with what follows', () => {
    const text = `1: FUTURE ADVISORY  WRITE 5 fe:00:1 0 EOF
1: -> FLOCK  ADVISORY  WRITE 6 fe:00:1 0 EOF
2: FLOCK  ADVISORY  WRITE 7 <none>:0 0 EOF
garbage
3: FLOCK  ADVISORY  WRITE 8 fe:00:2 0 EOF
3: -> FLOCK  ADVISORY  WRITE 9 fe:00:2 0 EOF
4: FLO`;
    const queues = parseLockTable(text);
    assert.deepEqual(
      queues.map(({ held, waiting }) => [held.pid, waiting.map(({ pid }) => pid)]),
      [[8, [9]]],
    );
  });

  it('counts a lock that a table tells twice, since it changed meanwhile, once', () => {
    assert.deepEqual(parseLockTable(recorded + recorded), parseLockTable(recorded));
  });

  it('never throws, and gives a waiter to no lock but the one before it', () => {
    const line = fc.oneof(
      fc.constantFrom(...recorded.split('\n')),
      fc.constantFrom(...recorded.split('\n')).map((each) => each.slice(0, each.length / 2)),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        for (const { held, waiting } of parseLockTable(lines.join('\n'))) {
          assert.ok(!lockKey(held).includes('undefined'));
          for (const { inode } of waiting) {
            // In what was recorded a waiter waits for the file of its lock.
            if (lines.every((each) => recorded.includes(each))) assert.equal(inode, held.inode);
          }
        }
      }),
    );
  });
});
