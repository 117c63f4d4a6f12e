import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { runTool } from '../../../src/core/environment/tool-output.ts';
import { LanekeeperError } from '../../../src/core/error.ts';
import { requireTool } from '../required-tool.ts';

describe('a tool that is asked something', () => {
  const cwd = tmpdir();
  const environment = process.env;
  let shell = '';

  before(async function () {
    shell = await requireTool(this, 'sh');
  });

  it('answers with its output and exit code', async () => {
    const output = await runTool(shell, ['-c', 'echo out; echo err >&2; exit 3'], {
      cwd,
      environment,
    });
    assert.equal(output.stdout.toString(), 'out\n');
    assert.equal(output.stderr, 'err\n');
    assert.equal(output.exitCode, 3);
    assert.equal(output.timedOut, false);
  });

  it('is ended with all it started when it takes too long', async () => {
    const output = await runTool(shell, ['-c', 'sleep 1000 & wait'], {
      cwd,
      environment,
      timeoutMs: 50,
    });
    assert.equal(output.timedOut, true);
    assert.equal(output.exitCode, null);
  });

  it('is ended even when it ignores the request and a daemon keeps its pipes open', async function () {
    await requireTool(this, 'setsid');
    const output = await runTool(
      shell,
      ['-c', 'trap "" TERM; setsid sleep 5 & echo begun; while :; do sleep 1; done'],
      { cwd, environment, timeoutMs: 50 },
    );
    assert.equal(output.timedOut, true);
  });

  it('is stopped by a signal', async () => {
    const stop = new AbortController();
    const asked = runTool('/bin/sleep', ['1000'], { cwd, environment, signal: stop.signal });
    stop.abort();
    await assert.rejects(
      asked,
      (fault) => fault instanceof LanekeeperError && fault.code === 'interrupted',
    );
  });

  it('is named when it cannot be started', async () => {
    await assert.rejects(
      runTool('/no/such/tool', [], { cwd, environment }),
      (fault) =>
        fault instanceof LanekeeperError &&
        fault.code === 'command-not-found' &&
        fault.message.includes('/no/such/tool'),
    );
  });
});
