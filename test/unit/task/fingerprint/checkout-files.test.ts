import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import picomatch from 'picomatch';
import { CheckoutFiles } from '../../../../src/core/task/fingerprint/checkout-files.ts';
import { globMatches, parseGlob } from '../../../../src/core/task/fingerprint/glob.ts';
import { writeFiles } from '../../git-repository.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

describe('the files that globs name', () => {
  const directory = temporaryDirectory();
  const match = (purpose: 'inputs' | 'outputs', ...globs: readonly string[]): string[] =>
    new CheckoutFiles(directory(), purpose).match(globs).map(({ path: file }) => file);

  it('are those of folders, of wildcards, and none that are excluded', () => {
    writeFiles(directory(), { 'a/b/c.ts': '', 'a/d.ts': '', 'a/e.js': '', 'f.ts': '', 'a/.g': '' });
    assert.deepEqual(match('inputs', 'a'), ['a/.g', 'a/b/c.ts', 'a/d.ts', 'a/e.js']);
    assert.deepEqual(match('inputs', 'a/*.ts', 'f.ts'), ['a/d.ts', 'f.ts']);
    assert.deepEqual(match('inputs', '**/*.ts', '!a/b/**'), ['a/d.ts', 'f.ts']);
    assert.deepEqual(match('inputs', 'a/**/*.{ts,js}'), ['a/b/c.ts', 'a/d.ts', 'a/e.js']);
    assert.deepEqual(match('inputs', 'none/**', 'f.ts/x'), []);
  });

  it('leave out what git ignores, unless it is named', () => {
    writeFiles(directory(), {
      '.gitignore': 'dist\n*.log\n',
      'p/.gitignore': '!keep.log\n',
      'p/dist/out': '',
      'p/a.log': '',
      'p/keep.log': '',
      'p/src': '',
      'p/node_modules/m/index.js': '',
    });
    assert.deepEqual(match('inputs', 'p/**'), ['p/.gitignore', 'p/keep.log', 'p/src']);
    assert.deepEqual(match('inputs', 'p/dist/**', 'p/a.log'), ['p/a.log', 'p/dist/out']);
    assert.deepEqual(match('outputs', 'p/dist/**', 'p/*.log'), [
      'p/a.log',
      'p/dist/out',
      'p/keep.log',
    ]);
  });

  it('are never what git keeps for itself, neither in a repository nor in a worktree', () => {
    writeFiles(directory(), { '.git/HEAD': '', 'sub/.git': '', 'sub/x': '', '.gitignore': '' });
    for (const purpose of ['inputs', 'outputs'] as const) {
      assert.deepEqual(match(purpose, '**'), ['.gitignore', 'sub/x']);
      assert.deepEqual(match(purpose, 'sub/*'), ['sub/x']);
    }
    assert.deepEqual(match('outputs', '.git/**', '.git/HEAD', 'sub/.git', '.GIT/*'), []);
    // What git knows may decide what comes out.
    assert.deepEqual(match('inputs', '.git/HEAD'), ['.git/HEAD']);
  });

  it('are not looked for behind links, and pipes are never opened', () => {
    writeFiles(directory(), { 'real/x': '' });
    symlinkSync('real', path.join(directory(), 'link'));
    symlinkSync('..', path.join(directory(), 'real', 'up'));
    execFileSync('mkfifo', [path.join(directory(), 'real', 'pipe')]);
    assert.deepEqual(match('inputs', '**'), ['link', 'real/up', 'real/x']);
    assert.deepEqual(match('inputs', 'link/**'), ['link/up', 'link/x']);
    assert.deepEqual(match('outputs', 'link/**'), []);
  });

  it('are those that the whole glob matches, however it is cut', () => {
    const segment = fc.constantFrom('a', 'b', '*', '**', 'a*', '*.ts', '?');
    const file = fc.array(fc.constantFrom('a', 'b', 'ab', 'x.ts'), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 4 }), file, (segments, names) => {
        const glob = segments.join('/');
        const hasWildcard = /[*?]/.test(glob);
        fc.pre(hasWildcard && names.length > 0);
        const whole = names.join('/');
        const base = parseGlob(glob).base;
        // The base itself is a folder, and no file.
        fc.pre(whole !== base);
        assert.equal(
          globMatches(parseGlob(glob), whole),
          picomatch(glob, { dot: true })(whole),
          glob,
        );
      }),
    );
  });
});
