import { strict as assert } from 'node:assert';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ContentionMatcher } from '../../../src/core/contention/matcher.ts';
import { findingsIn, onlyFinding, readStream, spoken } from './read-stream.ts';

const blocking = '    Blocking waiting for file lock on build directory\n';
const apt =
  'Waiting for cache lock: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 26066 (python3)';
const swift =
  "Another instance of SwiftPM (PID: 74390) is already running using '/w/.build', waiting until that process has finished execution...";

/** Bytes of heap still used after a collection. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc()');
  return process.memoryUsage().heapUsed;
}

describe('ContentionMatcher', () => {
  it('tells nothing before the line has ended', () => {
    const matcher = new ContentionMatcher();
    assert.deepEqual(matcher.push(Buffer.from(blocking.trimEnd())), []);
    assert.deepEqual(spoken(matcher.push(Buffer.from('\n'))), ['found build directory']);
  });

  it('takes the end of the stream for the end of the line', () => {
    const { signals, atEnd } = readStream([blocking.trimEnd()]);
    assert.deepEqual(signals, []);
    assert.deepEqual(spoken(atEnd), ['found build directory', 'released build directory']);
  });

  it('reports a message that no line feed follows as soon as it is complete', () => {
    const matcher = new ContentionMatcher();
    assert.deepEqual(matcher.push(Buffer.from(swift.slice(0, -1))), []);
    assert.deepEqual(spoken(matcher.push(Buffer.from('.'))), ['found /w/.build']);
    assert.deepEqual(matcher.push(Buffer.from('[0/1] Planning build')), []);
    assert.deepEqual(spoken(matcher.push(Buffer.from('\n'))), ['released /w/.build']);
  });

  it('does not care whether such a message and what follows come in one piece', () => {
    const { signals } = readStream([`${swift}[0/1] Planning build\n`]);
    assert.deepEqual(spoken(signals), ['found /w/.build', 'released /w/.build']);
  });

  it('counts lines from one, by line feeds', () => {
    assert.equal(onlyFinding(blocking).line, 1);
    assert.equal(onlyFinding(`\n\rone\rtwo\r\n\u001b[2Kthree\n${blocking}`).line, 4);
  });

  describe('a wait', () => {
    it('is released by the next line', () => {
      const { signals } = readStream([blocking, '   Compiling app v0.1.0\n']);
      assert.deepEqual(spoken(signals), ['found build directory', 'released build directory']);
    });

    it('is not released by blank lines, nor by half a line', () => {
      const { signals, atEnd } = readStream([blocking, '\n  \n\t\r\n', '   Compiling']);
      assert.deepEqual(spoken(signals), ['found build directory']);
      assert.deepEqual(spoken(atEnd), ['released build directory']);
    });

    it('is released by the next wait', () => {
      const { signals } = readStream([blocking, blocking.replace('build', 'artifact')]);
      assert.deepEqual(spoken(signals), [
        'found build directory',
        'released build directory',
        'found artifact directory',
      ]);
    });

    it('is one wait however often it is drawn again', () => {
      const frames = Array.from({ length: 500 }, (_, second) => `\r${apt}... ${second}/600s\r`);
      const { signals } = readStream([...frames, `\r${apt}         \r\r\n`, ...frames]);
      assert.deepEqual(spoken(signals), ['found /var/lib/dpkg/lock-frontend']);
    });

    it('is one wait when a spinner draws it again', () => {
      const line = 'Waiting for graph construction in another process to complete';
      const { signals } = readStream(
        ['\u280b', '\u2819', '\u2839'].map((frame) => `\u001b[1G\u001b[2K${frame} ${line}`),
      );
      assert.deepEqual(spoken(signals), ['found project graph']);
    });

    it('is another wait when it comes back', () => {
      const { signals } = readStream([blocking, 'done\n', blocking]);
      assert.equal(signals.filter(({ type }) => type === 'found').length, 2);
    });

    it('of a task is released by that task only', () => {
      const matcher = new ContentionMatcher();
      matcher.push(Buffer.from(`api:build: ${blocking}`));
      assert.deepEqual(matcher.push(Buffer.from('web:build: built in 2s\n')), []);
      assert.deepEqual(spoken(matcher.push(Buffer.from('api:build:    Compiling api\n'))), [
        'released build directory',
      ]);
    });

    it('counts only when its second line comes, where one line proves nothing', () => {
      const first = "warning  libmamba Cannot lock '/h/proc'\n";
      const second = '    Waiting for other mamba process to finish\n';
      assert.deepEqual(spoken(readStream([first, second]).signals), ['found /h/proc']);
      assert.deepEqual(findingsIn(first, 'something else\n', second), []);
      assert.deepEqual(findingsIn(first), []);
    });
  });

  it('reports a failure that is printed many times over only once', () => {
    const failure = 'Error: listen EADDRINUSE: address already in use :::3000\n';
    assert.equal(findingsIn(failure.repeat(50)).length, 1);
    assert.equal(findingsIn(failure, 'output\n'.repeat(200), failure).length, 2);
  });

  describe('with broken or hostile output', () => {
    it('finds a message after broken UTF-8', () => {
      assert.equal(onlyFinding(Uint8Array.of(0xff, 0xe2, 0x98, 0x0a), blocking).line, 2);
    });

    it('finds a message whose colours are cut anywhere', () => {
      const coloured = Buffer.from(
        '\u001b]0;cargo\u0007\u001b[1m\u001b[92m    Blocking\u001b[0m waiting for \u001b]8;;file:///w\u001b\\file lock\u001b]8;;\u001b\\ on artifact directory\r\n',
      );
      for (let at = 0; at <= coloured.length; at += 1) {
        const finding = onlyFinding(coloured.subarray(0, at), coloured.subarray(at));
        assert.equal(finding.text, 'Blocking waiting for file lock on artifact directory');
      }
    });

    it('finds a message that Windows draws with moved cursors', () => {
      assert.equal(
        onlyFinding(
          '\u001b[3;1H\u001b[4CBlocking waiting for file lock on package\u001b[Ccache\u001b[K\r\n',
        ).resource,
        'package cache',
      );
    });

    it('goes on after a control sequence that never ends', () => {
      assert.equal(onlyFinding(`\u001b]52;c;aGVsbG8\n${blocking}`).line, 2);
      assert.equal(onlyFinding(`\u001b[1;2\n${blocking}`).line, 2);
    });

    it('shows text without links, clipboard writes, cursor movement and reversed text', () => {
      const finding = onlyFinding(
        'error: could not lock config file \u001b]8;;https://evil.example\u0007.git/\u202econfig\u001b]8;;\u0007\u200b\u001b]52;c;aGk=\u0007: File exists\n',
      );
      assert.equal(finding.resource, '.git/config');
      assert.equal(finding.text, 'error: could not lock config file .git/config: File exists');
    });

    it('shows at most 500 characters', () => {
      const finding = onlyFinding(
        `error: could not lock config file /${'\u{1f980}'.repeat(1000)}: File exists\n`,
      );
      assert.ok(finding.text.length <= 500);
      assert.ok(finding.resource.length <= 500);
      assert.ok(finding.text.isWellFormed());
    });

    it('reads over lines that are too long for a message', () => {
      const endless = 'x'.repeat(9000);
      const message = `bash: line 1: 12 Killed                  sleep ${endless}`;
      assert.deepEqual(findingsIn(`${message}\n`), []);
      assert.deepEqual(findingsIn(message.slice(0, 100), message.slice(100), '\n'), []);
      assert.equal(onlyFinding(`${endless}\n`, endless, '\n', blocking).line, 3);
    });

    it('needs no more memory for a line of a gigabyte', function () {
      this.timeout(120_000);
      const matcher = new ContentionMatcher();
      const mebibyte = Buffer.alloc(1024 * 1024, 'x');
      matcher.push(mebibyte);
      const before = heapUsed();
      for (let count = 0; count < 1024; count += 1) assert.deepEqual(matcher.push(mebibyte), []);
      assert.ok(heapUsed() - before < 1024 * 1024);
      assert.deepEqual(spoken(matcher.push(Buffer.from(`\n${blocking}`))), [
        'found build directory',
      ]);
    });

    it('needs no more memory for a control sequence, waits or prefixes without end', function () {
      this.timeout(120_000);
      const matcher = new ContentionMatcher();
      const before = heapUsed();
      matcher.push(Buffer.from('\u001b]52;c;'));
      for (let count = 0; count < 64; count += 1) matcher.push(Buffer.alloc(1024 * 1024, 'A'));
      matcher.push(Buffer.from('\n'));
      for (let count = 0; count < 50_000; count += 1) {
        matcher.push(Buffer.from(`a${count}:build: ${blocking}`));
        matcher.push(Buffer.from(`a${count}:test: running 2 tests\n`));
        matcher.push(Buffer.from(`error: could not lock config file ${count}: File exists\n`));
      }
      assert.ok(heapUsed() - before < 1024 * 1024);
      // The matcher is still in use, or its memory would have been collected.
      assert.equal(matcher.end().length, 256);
    });
  });
});
