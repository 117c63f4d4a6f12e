import { strict as assert } from 'node:assert';
import { needlesOf } from '../../../src/core/contention/pattern.ts';
import { patterns } from '../../../src/core/contention/patterns.ts';
import { quotations } from '../../../src/core/contention/quotation.ts';
import { taskPrefixOf } from '../../../src/core/contention/task-prefix.ts';
import { confirmations, patternExamples } from './pattern-examples.ts';
import { findingsIn, onlyFinding } from './read-stream.ts';

/** Ways in which people, tools and agents show a message that they do not print themselves. */
const quotes: Readonly<Record<string, (line: string) => string>> = {
  'an added line of a diff': (line) => `+${line}`,
  'a removed line of a diff': (line) => `-${line}`,
  'a context line of a diff': (line) => ` ${line}`,
  'deep indentation': (line) => `${' '.repeat(11)}${line}`,
  'grep with a file and a number': (line) => `src/a.rs:12:${line}`,
  'grep with a file and a number, Windows': (line) => `C:\\w\\a.rs:12:${line}`,
  'grep with a file': (line) => `docs/notes.md:${line}`,
  'grep with colours': (line) => `\u001b[35mNOTES.md\u001b[m\u001b[K\u001b[36m:\u001b[m${line}`,
  'ripgrep under a heading': (line) => `12:${line}`,
  'cat -n': (line) => `    12\t${line}`,
  'a block quote': (line) => `> ${line}`,
  'a quote of a quote': (line) => `>> ${line}`,
  'a list': (line) => `- ${line}`,
  'a numbered list': (line) => `1. ${line}`,
  'a table': (line) => `| ${line} |`,
  'a code span': (line) => `\`${line}\``,
  'a string': (line) => `"${line}"`,
  'a string of Python': (line) => `    message = '${line}'`,
  'a sentence': (line) => `It said: ${line}`,
  'a sentence that goes on': (line) => `The tool said "${line}", then stopped.`,
  'a comment': (line) => `// ${line}`,
  'a comment of a script': (line) => `# ${line}`,
  'a documentation comment': (line) => `/// ${line}`,
  'a JSON value': (line) => JSON.stringify({ type: 'tool_result', content: `${line}\n` }),
  'a JSON value of a list': (line) => `  ${JSON.stringify(line)},`,
  'a log with a time': (line) => `2026-08-22T10:00:00.123Z ${line}`,
  'a log with a time in brackets': (line) => `[10:00:00] ${line}`,
  'a log with a level': (line) => `[info] ${line}`,
  'a syslog line': (line) => `Aug 22 10:00:00 host build[12]: ${line}`,
  'a command that prints it': (line) => `$ echo '${line}'`,
  'a command traced by the shell': (line) => `+ echo '${line}'`,
  'an assertion of pytest': (line) => `E   ${line}`,
  'the output of a coding agent': (line) => `  \u23bf  ${line}`,
  'a bullet of a coding agent': (line) => `\u23fa ${line}`,
  'a commit subject': (line) => `6985fef ${line}`,
  'a hint of git log': (line) => `* 6985fef ${line}`,
  HTML: (line) => `<pre>${line}</pre>`,
  'a debugger': (line) => `println!("${line}");`,
};

const runners: Readonly<Record<string, string>> = {
  turbo: '@scope/web:build: ',
  pnpm: 'packages/web build: ',
  concurrently: '[1] ',
  'concurrently with names': '[web] ',
  'docker compose': 'web-1  | ',
};

const examples = patterns.flatMap((pattern) =>
  (patternExamples[pattern.id] ?? []).map(([line, resource]) => ({
    pattern,
    line,
    resource,
    /** What must follow it, line feed included. */
    next: pattern.id in confirmations ? `${confirmations[pattern.id] ?? ''}\n` : '',
  })),
);

describe('The patterns', () => {
  it('have an id of their own', () => {
    assert.equal(new Set(patterns.map((pattern) => pattern.id)).size, patterns.length);
  });

  it('each have an example', () => {
    assert.deepEqual(
      patterns.filter((pattern) => !patternExamples[pattern.id]?.length).map(({ id }) => id),
      [],
    );
    assert.equal(Object.keys(patternExamples).length, patterns.length);
  });

  it('block exactly when they tell of a wait', () => {
    for (const { id, kind, blocking } of patterns) assert.equal(blocking, kind === 'lock-wait', id);
  });

  it('say what to do, and where the message comes from', () => {
    for (const { id, cure, source } of patterns) {
      assert.match(cure, /^[A-Z].*\.$/, id);
      // A page, or a file of this project.
      assert.match(source, /^(?:https:\/\/|src\/core\/)/, id);
    }
  });

  it('match whole lines, from the start', () => {
    for (const { id, expression } of patterns) {
      assert.ok(expression.source.startsWith('^'), id);
      assert.equal(expression.flags, '', id);
    }
  });

  for (const { pattern, line, resource, next } of examples) {
    describe(`${pattern.id}: ${line.slice(0, 60)}`, () => {
      it('is found, with its resource', () => {
        const finding = onlyFinding(`${line}\n${next}`);
        assert.deepEqual(
          { tool: finding.tool, kind: finding.kind, resource: finding.resource },
          { tool: finding.tool, kind: pattern.kind, resource },
        );
        assert.ok(needlesOf(pattern).some((needle) => line.includes(needle)));
        assert.equal(finding.cure, pattern.cure);
      });

      it('is found behind the prefix of a task runner', () => {
        for (const [runner, prefix] of Object.entries(runners)) {
          const following = next === '' ? '' : prefix + next;
          assert.equal(onlyFinding(`${prefix}${line}\n${following}`).resource, resource, runner);
        }
      });

      it('is found in colours', () => {
        const coloured = line.replace(/\S+/g, '\u001b[1;31m$&\u001b[0m\u001b[K');
        assert.equal(onlyFinding(`${coloured}\r\n${next}`).resource, resource);
      });

      it('is no finding where it is quoted', () => {
        for (const [where, quote] of Object.entries(quotes)) {
          const text = `${quote(line)}\n${next === '' ? '' : `${quote(next.trimEnd())}\n`}`;
          assert.deepEqual(findingsIn(text), [], where);
        }
      });
    });
  }
});

/** The text with one character lost, doubled, or another one put before it or in its place, at every place. */
function* alterations(text: string): Generator<string> {
  for (let at = 0; at <= text.length; at += 1) {
    const before = text.slice(0, at);
    yield before + text.slice(at + 1);
    yield before + text.slice(at, at + 1) + text.slice(at);
    for (const other of [' ', 'a', '1', "'", '(', ')', ':', '/', '.']) {
      yield before + other + text.slice(at);
      yield before + other + text.slice(at + 1);
    }
  }
}

describe('The expressions', () => {
  it('match nothing that does not hold the needle', () => {
    for (const { pattern, line } of examples) {
      for (const altered of alterations(line)) {
        if (!pattern.expression.test(altered)) continue;
        const holdsNeedle = needlesOf(pattern).some((needle) => altered.includes(needle));
        assert.ok(holdsNeedle, `${pattern.id}: ${altered}`);
      }
    }
  });

  const length = 200_000;
  const fragments = [
    'a',
    ' ',
    '/',
    "'",
    '`',
    '"',
    ': ',
    'a b ',
    '(',
    ') ',
    '(/',
    '.',
    ' at ',
    'A=b ',
    '0',
    'a/',
    '[a]: ',
  ];

  /** A quadratic expression would take 10^10 steps and run into the time limit of the test. */
  it('take time linear in the line, whatever is repeated in it', function () {
    this.timeout(120_000);
    for (const { pattern, line } of examples) {
      const needle = needlesOf(pattern).find((each) => line.includes(each)) ?? '';
      const start = line.indexOf(needle);
      const places = [0, start, start + needle.length, line.length];
      for (const fragment of fragments) {
        const filling = fragment.repeat(length / fragment.length);
        for (const place of places) {
          pattern.expression.test(`${line.slice(0, place)}${filling}${line.slice(place)}!`);
        }
      }
    }
    for (const fragment of [...fragments, 'a:', 'a:a', '[a', 'a-1 ']) {
      const filling = fragment.repeat(length / fragment.length);
      taskPrefixOf(filling);
      for (const { start, end } of quotations) {
        start.test(filling);
        end.test(filling);
      }
    }
  });
});
