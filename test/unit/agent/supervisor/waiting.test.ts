import assert from 'node:assert/strict';
import type { ContentionSignal } from '../../../../src/core/contention/finding.ts';
import { programs } from '../../process/programs.ts';
import { engineRig } from '../engine-rig.ts';

const finding = (resource: string) => ({
  tool: 'cargo',
  kind: 'lock-wait' as const,
  resource,
  blocking: true,
  line: 1,
  text: `Blocking waiting for file lock on ${resource}`,
  cure: 'It goes on by itself.',
  confidence: 'possible' as const,
});
const found = (resource: string): ContentionSignal => ({
  type: 'found',
  finding: finding(resource),
});
const released = (resource: string): ContentionSignal => ({
  type: 'released',
  finding: finding(resource),
});

describe('the status of an agent that waits in its terminal', () => {
  const rig = engineRig();
  const run = programs();

  const shell = async () => {
    const { engine, workspace } = rig();
    await engine.spawn({ id: 'shell', workspace, interactive: true });
    const { process } = await run.start('sleep', '1000');
    await engine.attachTerminal('shell', process.pid);
    return engine;
  };
  const status = () => {
    const agent = rig().engine.findAgent('shell');
    return [agent.status, agent.statusReason];
  };

  it('is waiting from the first wait to the end of the last, and names what is waited for', async () => {
    const engine = await shell();
    await engine.setInteractiveStatus('shell', 'running');
    await engine.reportTerminalSignals('shell', [found('package cache')]);
    assert.deepEqual(status(), ['waiting', 'Waits for package cache.']);
    await engine.reportTerminalSignals('shell', [found('build directory')]);
    assert.deepEqual(status(), ['waiting', 'Waits for package cache.']);
    await engine.reportTerminalSignals('shell', [released('package cache')]);
    assert.deepEqual(status(), ['waiting', 'Waits for build directory.']);
    await engine.reportTerminalSignals('shell', [released('build directory')]);
    assert.deepEqual(status(), ['running', null]);
  });

  it('is the same when the message is read before the report that a command runs', async () => {
    const engine = await shell();
    await engine.reportTerminalSignals('shell', [found('build directory')]);
    assert.deepEqual(status(), ['idle', null]);
    await engine.setInteractiveStatus('shell', 'running');
    assert.deepEqual(status(), ['waiting', 'Waits for build directory.']);
  });

  it('is idle once the command that waited is over, whatever it said last', async () => {
    const engine = await shell();
    await engine.setInteractiveStatus('shell', 'running');
    await engine.reportTerminalSignals('shell', [found('build directory')]);
    await engine.setInteractiveStatus('shell', 'idle');
    assert.deepEqual(status(), ['idle', null]);
    assert.deepEqual(engine.contention('shell').open, []);
  });

  it('stays as it ended when a wait is closed with the agent', async () => {
    const engine = await shell();
    await engine.setInteractiveStatus('shell', 'running');
    await engine.reportTerminalSignals('shell', [found('build directory')]);
    await engine.terminalClosed('shell', 0);
    assert.equal(engine.findAgent('shell').status, 'stopped');
    assert.deepEqual(engine.contention('shell').open, []);
  });
});
