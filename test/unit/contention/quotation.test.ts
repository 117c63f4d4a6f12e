import { strict as assert } from 'node:assert';
import { lookers, quotations } from '../../../src/core/contention/quotation.ts';
import { findingsIn, onlyFinding } from './read-stream.ts';

const message = '    Blocking waiting for file lock on build directory';
const failure = 'error: could not lock config file .git/config: File exists';

/** Transcripts that quote both messages, and how each goes on afterwards. */
const transcripts: Readonly<Record<string, { before: string; after: string }>> = {
  'cargo-test-run': {
    before: 'running 2 tests\ntest a ... ok\n',
    after: 'test b ... ok\n\ntest result: ok. 2 passed; 0 failed; finished in 0.00s\n',
  },
  'cargo-test-output': {
    before: 'failures:\n\n---- tests::a stdout ----\n',
    after: '\n\nfailures:\n    tests::a\n',
  },
  'pytest-captured': {
    before: '----------------------------- Captured stdout call -----------------------------\n',
    after: '=========================== short test summary info ============================\n',
  },
  'go-test-run': { before: '=== RUN   TestA\n', after: '--- PASS: TestA (0.00s)\nPASS\n' },
  'jest-console': {
    before: '  console.log\n',
    after: '\n      at Object.log (a/x.test.js:1:24)\n\nPASS a/x.test.js\n',
  },
  'vitest-stdout': { before: 'stdout | src/a.test.ts > suite > name\n', after: '\n' },
  'vitest-stderr': { before: 'stderr | src/a.test.ts > suite > name\n', after: '\n' },
  'turbo-replay': {
    before: 'cache hit, replaying logs 3c141e166a9c6e9b\n',
    after: '\n Tasks:    2 successful, 2 total\nCached:    2 cached, 2 total\n',
  },
  'nx-replay': {
    before: '> nx run web:build  [existing outputs match the cache, left as is]\n\n',
    after: '\n> nx run api:build\n',
  },
  'markdown-fence': { before: 'It printed:\n```console\n', after: '```\n' },
  'git-log': {
    before:
      'commit 6985fefd0c3a3a7c1c9b1a5a6c2f7f4f1b7f2d11\nAuthor: A <a@example.org>\nDate:   Sat Aug 22 10:00:00 2026\n\n',
    after: '\n$ cargo build\n',
  },
  'kernel-log-from-boot': {
    before: '[    0.000000] Linux version 6.18.0\n',
    after: 'root@host:~# make\n',
  },
  ...Object.fromEntries(
    lookers.map((looker) => [
      `prompt-${looker.replace(' ', '-')}`,
      { before: `$ ${looker} build.log | head\n`, after: '$ cargo build\n' },
    ]),
  ),
};

const kernelMessage =
  '[ 5566.857607] Memory cgroup out of memory: Killed process 1 (rustc) total-vm:1kB';

/** What is quoted: a dump of the kernel's log only holds lines of the kernel, a commit and jest indent it. */
function quotedIn(id: string): string[] {
  if (id === 'kernel-log-from-boot') return [kernelMessage];
  if (id === 'git-log' || id === 'jest-console') return [message, `    ${failure}`];
  return [message, failure];
}

describe('A message', () => {
  it('has a transcript for every quotation here', () => {
    assert.deepEqual(
      quotations.map(({ id }) => id),
      Object.keys(transcripts),
    );
  });

  for (const [id, { before, after }] of Object.entries(transcripts)) {
    const quoted = quotedIn(id).join('\n');

    describe(`inside ${id}`, () => {
      it('is no finding', () => {
        assert.deepEqual(findingsIn(`${before}${quoted}\n${after}`), []);
      });

      it('is one without it', () => {
        assert.notDeepEqual(findingsIn(`${quoted}\n${after}`), []);
      });

      it('is one again afterwards', () => {
        assert.equal(onlyFinding(`${before}${quoted}\n${after}${message}\n`).tool, 'cargo');
      });
    });
  }

  it('of a task that runs is found while another task is replayed', () => {
    const finding = onlyFinding(
      'web:build: cache hit, replaying logs 3c141e166a9c6e9b\n',
      `web:build: ${message}\n`,
      `api:build: ${message.replace('build', 'artifact')}\n`,
    );
    assert.equal(finding.resource, 'artifact directory');
  });

  it('in an indented block after a sentence with a colon is quoted', () => {
    assert.deepEqual(findingsIn(`The agent then saw this:\n\n${message}\n`), []);
    assert.equal(findingsIn(`> cargo build\n\n${message}\n`).length, 1);
    assert.equal(findingsIn(`Now building:\n${message}\n`).length, 1);
  });

  it('of a command that is typed behind one that shows is found', () => {
    assert.equal(onlyFinding(`$ cat notes.md && cargo build\n`, `${message}\n`).tool, 'cargo');
  });

  it('after a fence that nobody closed is found in the end', () => {
    assert.equal(onlyFinding('```\n', 'text\n'.repeat(500), `${message}\n`).line, 502);
  });
});
