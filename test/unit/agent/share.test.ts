import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { engineRig } from './engine-rig.ts';

describe('the share of the machine that an agent has', function () {
  // Each of its agents starts and stops a supervisor, which a busy machine takes its time for.
  this.timeout(60_000);
  const rig = engineRig({ stopGraceMs: 300, gates: { compile: 8, test: 6 } });

  it('is decided anew for each command, by how many agents there are at that moment', async () => {
    const { engine, workspace, ended } = rig();
    const hold = path.join(workspace, 'hold');
    execFileSync('mkfifo', [hold]);
    const wait = ['sh', '-c', `printenv VITEST_MAX_WORKERS > "$AGENT_ID.share"; cat ${hold}`];
    const spawn = (id: string) =>
      engine.spawn({ id, workspace, command: wait, interactive: false });
    const shareOf = (id: string): string => engine.environment(id)['VITEST_MAX_WORKERS'] ?? '';

    await spawn('one');
    assert.equal(shareOf('one'), '6');
    await spawn('two');
    await spawn('three');
    assert.deepEqual(['one', 'two', 'three'].map(shareOf), ['2', '2', '2']);
    assert.equal(engine.environment('two')['NX_PARALLEL'], '2');
    assert.equal(engine.environment('two')['TEST_JOBS'], '6');

    const status = await engine.run('one', {
      command: ['sh', '-c', 'test "$RUST_TEST_THREADS" = 2'],
      class: null,
      directory: workspace,
    });
    assert.equal(status, 0);

    await engine.stop('two');
    await engine.stop('three');
    assert.equal(shareOf('one'), '6');
    await engine.stop('one');
    await engine.restart('two');
    // Opens once the command has come to its `cat`, and ends it when closed.
    await (await open(hold, 'w')).close();
    await ended('two');
    assert.equal(readFileSync(path.join(workspace, 'two.share'), 'utf8'), '6\n');
  });

  it('does not count shells in which nothing runs', async () => {
    const { engine, workspace } = rig();
    const shell = await engine.spawn({ id: 'shell', workspace, interactive: true });
    await engine.attachTerminal(shell.id, process.pid);
    const agent = await engine.spawn({
      id: 'loop',
      workspace,
      command: ['sleep', '1000'],
      interactive: false,
    });
    assert.equal(engine.environment(agent.id)['VITEST_MAX_WORKERS'], '6');
    await engine.setInteractiveStatus(shell.id, 'running');
    assert.equal(engine.environment(agent.id)['VITEST_MAX_WORKERS'], '3');
    await engine.terminalClosed(shell.id, 0);
  });
});
