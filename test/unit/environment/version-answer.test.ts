import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { answerOf, type VersionQuestion } from '../../../src/core/environment/version-answer.ts';
import { LanekeeperError } from '../../../src/core/error.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

describe('the answer of a tool', () => {
  const directory = temporaryDirectory();
  const { env: environment } = process;

  beforeEach(function () {
    if (process.platform === 'win32') this.skip();
  });

  /** A program that notes each time it is asked. */
  function install(script: string): VersionQuestion {
    const executable = path.join(directory(), 'tool');
    writeFileSync(executable, `#!/bin/sh\necho asked >> "${directory()}/asked"\n${script}\n`);
    chmodSync(executable, 0o755);
    const folder = path.join(directory(), 'above', 'project');
    mkdirSync(folder, { recursive: true });
    return {
      executable,
      parameters: ['--version'],
      folder,
      perFolder: true,
      witnesses: [path.join(folder, 'tool-choice')],
      variables: ['TOOL_CHOICE'],
    };
  }

  const times = (): number =>
    readFileSync(path.join(directory(), 'asked'), 'utf8').split('\n').length - 1;

  it('is asked for once by several at the same time', async () => {
    const question = install('echo 1.0');
    const answers = await Promise.all([1, 2, 3].map(() => answerOf(question, { environment })));
    assert.deepEqual(answers, ['1.0\n', '1.0\n', '1.0\n']);
    assert.equal(times(), 1);
  });

  it('is asked for again when a file in a folder above chooses, or a variable does', async () => {
    const question = install('echo 1.0');
    await answerOf(question, { environment });
    writeFileSync(path.join(directory(), 'above', 'tool-choice'), 'other');
    await answerOf(question, { environment });
    await answerOf(question, { environment: { ...environment, TOOL_CHOICE: 'third' } });
    assert.equal(times(), 3);
    await answerOf(question, { environment, askAgain: true });
    assert.equal(times(), 4);
  });

  it('is asked for again after a failure', async () => {
    const question = install('exit 1');
    assert.equal(await answerOf(question, { environment }), null);
    assert.equal(await answerOf(question, { environment }), null);
    assert.equal(times(), 2);
  });

  it('is had by who waits for it although who asked is interrupted', async () => {
    const started = path.join(directory(), 'started');
    execFileSync('mkfifo', [started]);
    // The first one tells that it runs, and does not end by itself.
    const question = install(
      `[ -e "${directory()}/second" ] && echo 1.0 && exit\n: > "${directory()}/second"\necho > "${started}"\nexec sleep 1000`,
    );
    const interruption = new AbortController();
    const first = answerOf(question, { environment, signal: interruption.signal });
    await (await open(started, 'r')).close();
    const second = answerOf(question, { environment });
    interruption.abort();
    await assert.rejects(
      first,
      (fault) => fault instanceof LanekeeperError && fault.code === 'interrupted',
    );
    assert.equal(await second, '1.0\n');
  });
});
