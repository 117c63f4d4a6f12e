import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { settingIds } from '../../src/extension/contributions/settings.ts';
import { readSettings } from '../../src/extension/configuration/settings.ts';
import { lanekeeper, spawnProgram } from './window.ts';

const set = (value: unknown): Thenable<void> =>
  vscode.workspace
    .getConfiguration()
    .update(settingIds.stopGraceSeconds, value, vscode.ConfigurationTarget.Global);

describe('settings that are not valid', () => {
  afterEach(() => set(undefined));

  it('are told of by name, and the engine goes on with what was set before', async () => {
    const { engine } = await lanekeeper();
    const before = await engine();
    await set('soon');
    assert.throws(readSettings, (error: unknown) => {
      assert.ok(error instanceof Error);
      assert.match(error.message, /"lanekeeper\.stopGraceSeconds" must be .*, but is "soon"/);
      return true;
    });
    await vscode.commands.executeCommand('lanekeeper.refresh');
    assert.ok(before.listAgents());
    assert.equal(await engine(), before);
  });
});

describe('settings that change while something goes on', () => {
  afterEach(() => set(undefined));

  it('leave it to its end with the engine that it began with', async () => {
    await lanekeeper();
    const spawning = [1, 2, 3].map(() => spawnProgram('in between', 'process.exit(0)'));
    await set(7);
    await set(8);
    for (const agent of await Promise.all(spawning)) {
      await vscode.commands.executeCommand('lanekeeper.cleanAgentArtifacts', {
        agent: agent.id,
        stopFirst: true,
      });
    }
  });
});
