/**
 * A stretch of output that shows what was printed elsewhere or before: messages inside are no news.
 * It begins with a line that matches `start` and lasts until a line matches `end`, or for `lines`
 * lines.
 */
export interface Quotation {
  readonly id: string;
  /** Printable ASCII that every match of `start` contains. */
  readonly needle: string;
  readonly start: RegExp;
  /**
   * The first line after it. That line is looked at again: it may be a message, or start a
   * quotation.
   */
  readonly end: RegExp;
  readonly endsWithBlankLine?: true;
  /** The line that ends it belongs to it and is not looked at again. */
  readonly endIsQuoted?: true;
  readonly lines: number;
  readonly source: string;
}

const long = 20_000;

/** What is typed at a prompt to look at what was printed before. */
export const lookers = [
  ...['cat', 'bat', 'less', 'head', 'tail', 'grep', 'egrep', 'rg', 'diff', 'sed -n'],
  ...['git log', 'git diff', 'git show', 'git grep', 'git blame'],
] as const;

/** Everything known to quote. To add one, add an entry and an example to the tests. */
export const quotations: readonly Quotation[] = [
  {
    id: 'cargo-test-run',
    needle: 'running ',
    start: /^running \d+ tests?$/,
    end: /^(?:test result: |error: test failed, |error: \d+ targets? failed|error: doctest failed, | {3,7}(?:Running|Doc-tests) )/,
    lines: long,
    source: 'https://doc.rust-lang.org/rustc/tests/index.html',
  },
  {
    id: 'cargo-test-output',
    needle: ' stdout ----',
    start: /^---- .{1,500} stdout ----$/,
    end: /^(?:failures:$|test result: )/,
    lines: long,
    source: 'https://doc.rust-lang.org/rustc/tests/index.html',
  },
  {
    id: 'pytest-captured',
    needle: ' Captured ',
    start: /^-{3,} Captured (?:stdout|stderr|log) (?:setup|call|teardown) -{3,}$/,
    end: /^(?:={3,}|_{3,}) /,
    lines: long,
    source: 'https://docs.pytest.org/en/stable/how-to/capture-stdout-stderr.html',
  },
  {
    id: 'go-test-run',
    needle: '=== RUN   ',
    start: /^=== RUN {3}\S/,
    end: /^(?: {0,40}--- (?:PASS|FAIL|SKIP|BENCH): |PASS$|FAIL\b|ok {1,3}\t?\S|signal: killed$)/,
    lines: long,
    source: 'https://pkg.go.dev/cmd/internal/test2json',
  },
  {
    id: 'jest-console',
    needle: '  console.',
    start: /^ {2}console\.(?:log|error|warn|info|debug|dir|table|trace|assert)(?: .{1,500})?$/,
    end: /^(?: {4,10}at |\S)/,
    lines: 1000,
    source: 'https://github.com/jestjs/jest (packages/jest-console/src/getConsoleOutput.ts)',
  },
  {
    id: 'vitest-stdout',
    needle: 'stdout | ',
    start: /^stdout \| \S/,
    end: /^(?!)/,
    endsWithBlankLine: true,
    lines: 1000,
    source: 'https://github.com/vitest-dev/vitest (packages/vitest/src/node/reporters/base.ts)',
  },
  {
    id: 'vitest-stderr',
    needle: 'stderr | ',
    start: /^stderr \| \S/,
    end: /^(?!)/,
    endsWithBlankLine: true,
    lines: 1000,
    source: 'https://github.com/vitest-dev/vitest (packages/vitest/src/node/reporters/base.ts)',
  },
  {
    id: 'turbo-replay',
    needle: 'cache hit, replaying logs ',
    start: /^cache hit, replaying logs [0-9a-f]{8,64}$/,
    end: /^(?:cache (?:miss|bypass), |::endgroup::| {1,3}Tasks: )/,
    lines: long,
    source: 'https://turborepo.com/docs/crafting-your-repository/caching',
  },
  {
    id: 'nx-replay',
    needle: '> nx run ',
    start:
      /^> nx run .{1,500} {1,3}\[(?:local cache|remote cache|existing outputs match the cache, left as is)\]$/,
    end: /^(?:> nx run | {0,3}NX {2,4}\S)/,
    lines: long,
    source: 'https://nx.dev/concepts/how-caching-works',
  },
  {
    id: 'markdown-fence',
    needle: '```',
    start: /^ {0,12}`{3,10}[\w+.-]{0,40}$/,
    end: /^ {0,12}`{3,10}$/,
    endIsQuoted: true,
    lines: 400,
    source: 'https://spec.commonmark.org/0.31.2/#fenced-code-blocks',
  },
  {
    id: 'git-log',
    needle: 'Author: ',
    start: /^Author: {1,5}\S.* <[^>]*>$/,
    end: /^(?! {4}|(?:Author|AuthorDate|Commit|CommitDate|Date|Merge|Reflog|Reflog message): |commit [0-9a-f]{40}|Notes)/,
    lines: long,
    source: 'https://git-scm.com/docs/git-log',
  },
  {
    id: 'kernel-log-from-boot',
    needle: '0.000000] ',
    start: /^\[ {1,5}0\.000000\] /,
    end: /^(?!\[ {0,5}\d{1,10}\.\d{6}\])/,
    lines: Number.POSITIVE_INFINITY,
    source: 'https://man7.org/linux/man-pages/man1/dmesg.1.html',
  },
  ...lookers.map((looker): Quotation => ({
    id: `prompt-${looker.replace(' ', '-')}`,
    needle: `$ ${looker}`,
    // What follows `;` or `&&` may be any command.
    start: new RegExp(`^\\$ ${looker}(?: [^;&]*)?$`),
    end: /^(?:[^ ]{0,100}[$#%] |[$#%]$|\u276f )/,
    lines: 2000,
    source: 'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html (PS1)',
  })),
];
