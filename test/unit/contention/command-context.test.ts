import { strict as assert } from 'node:assert';
import { assessmentOf } from '../../../src/core/contention/command-context.ts';
import { programsOf } from '../../../src/core/contention/command-programs.ts';
import { ContentionMatcher } from '../../../src/core/contention/matcher.ts';

const message = '    Blocking waiting for file lock on build directory\n';

/** What a message of a tool is worth in the output of a command line. */
function worth(command: string | readonly string[], tool = 'cargo'): string | null {
  return assessmentOf(command)(tool);
}

describe('What a command line tells of the messages in its output', () => {
  for (const line of [
    'cargo build',
    'RUST_LOG=info cargo +nightly build 2>&1 | tee build.log',
    'cd app && time cargo test',
    'sudo -E nice -n 10 /usr/bin/cargo build',
    'timeout 60 cargo build || echo failed',
    '(cargo build; echo done)',
    "sh -c 'true'; cargo.exe build",
  ]) {
    it(`is that cargo's own are likely: ${line}`, () => {
      assert.equal(worth(line), 'likely');
    });
  }

  for (const line of [
    'make',
    './ci.sh',
    'claude',
    'npm run build',
    '',
    'while true; do ./x; done',
  ]) {
    it(`is nothing of cargo's: ${line || 'no words'}`, () => {
      assert.equal(worth(line), 'possible');
    });
  }

  for (const line of [
    'cat build.log',
    'cat build.log | grep -v Compiling | head -n 3',
    'LC_ALL=C grep -h "cargo build" *.log',
    'git -C app log -p',
    'git --no-pager show HEAD:build.log',
    'tail -n 5 build.log | sort -u; echo "cargo build"',
    'docker logs web',
    "sed -n '1,3p' build.log > part; cat part",
  ]) {
    it(`is that they are only quoted: ${line}`, () => {
      assert.equal(worth(line), null);
      const matcher = new ContentionMatcher(assessmentOf(line));
      assert.deepEqual([...matcher.push(Buffer.from(message)), ...matcher.end()], []);
    });
  }

  it('is that the faults of a program that shows are its own', () => {
    assert.equal(worth('cat big > /mnt/big', 'cat'), 'likely');
    assert.equal(worth('tail -f build.log', 'tail'), 'likely');
    assert.equal(worth('cat build.log', 'git'), null);
  });

  it('is that a filter behind a tool still shows what the tool says', () => {
    assert.equal(worth('cargo build 2>&1 | grep -v warning'), 'likely');
  });

  it('is that a tool prints what it starts prints', () => {
    assert.equal(worth('npm test', 'node'), 'likely');
    assert.equal(worth('cargo build', 'ld'), 'likely');
    assert.equal(worth('git commit -m "cat x"', 'git'), 'likely');
  });

  it('is read from the words of a task as well, and from the line that a shell is told', () => {
    assert.equal(worth(['cargo', 'build']), 'likely');
    assert.equal(worth(['/bin/bash', '-lc', 'cargo build | tee log']), 'likely');
    assert.equal(worth(['sh', '-c', 'cat build.log']), null);
    assert.equal(worth(['cat', 'x; cargo build']), null);
  });

  it('does not depend on what is in quotes, and ends with any line', () => {
    assert.deepEqual(programsOf(`cat "a; cargo" 'b | git' c`), [
      { name: 'cat', rest: 'a; cargo b | git c' },
    ]);
    for (const line of [
      '"',
      "'",
      '\\',
      'a "b',
      '((',
      '<<<',
      '>',
      '2>&1',
      '| |',
      '\u0000'.repeat(9),
    ]) {
      assert.ok(Array.isArray(programsOf(line)), line);
    }
    assert.ok(programsOf('"\\'.repeat(100_000)).length >= 0);
  });
});
