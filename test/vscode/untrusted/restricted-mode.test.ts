import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { anotherEngine, lanekeeper, rows, untilRow, untilStatus } from '../window.ts';

describe('the extension in Restricted Mode', () => {
  it('starts nothing, also when a command is called past the menus', async () => {
    const { engine } = await lanekeeper();
    for (const [command, argument] of [
      ['lanekeeper.spawnAgent', { command: ['true'] }],
      ['lanekeeper.spawnAgent', { command: ['true'], setup: 'agree' }],
      ['lanekeeper.restartAgent', 'any'],
      ['lanekeeper.renewAgent', 'any'],
      ['lanekeeper.openTerminal', 'any'],
      ['lanekeeper.explainNamespace', 'any'],
      ['lanekeeper.cleanAgentArtifacts', 'any'],
      ['lanekeeper.runDoctor', {}],
      ['lanekeeper.verifyIsolation', {}],
      ['lanekeeper.checkAgain', {}],
      ['lanekeeper.applyCure', 'any'],
      ['lanekeeper.runTask', 'any'],
      ['lanekeeper.explainTask', 'any'],
    ] as const) {
      await assert.rejects(
        async () => vscode.commands.executeCommand(command, argument),
        {
          code: 'workspace-untrusted',
          message: 'This workspace is in Restricted Mode, and agents run its code.',
          cure: 'Trust the workspace to go on.',
        },
        command,
      );
    }
    assert.deepEqual((await engine()).listAgents(), []);
  });

  it('shows the tasks that were found, of which it runs none', async () => {
    const { trees } = await lanekeeper();
    const [folder] = await rows(trees.tasks);
    assert.match(folder?.description ?? '', /^\d+ tasks$/);
  });

  it('shows agents, asks no cache and checks nothing', async () => {
    const { engine, trees } = await lanekeeper();
    assert.deepEqual((await engine()).listAgents(), []);
    assert.deepEqual(await rows(trees.agents), []);
    assert.deepEqual(await rows(trees.caches), []);
    assert.deepEqual(await rows(trees.checks), []);
  });

  it('shows the agent that another window started, and stops it', async () => {
    const { engine: open, trees } = await lanekeeper();
    const engine = await open();
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const other = await anotherEngine();
    try {
      await other.spawn({
        id: 'elsewhere',
        workspace: folder.uri.fsPath,
        command: [process.execPath, '-e', 'setInterval(() => undefined, 1000)'],
      });
      const { node } = await untilRow(trees.agents, ({ label }) => label === 'elsewhere');
      await vscode.commands.executeCommand('lanekeeper.stopAgent', node);
      await untilStatus(engine, 'elsewhere', 'stopped');
      assert.deepEqual(engine.processes('elsewhere'), []);
      await other.clean('elsewhere', { dryRun: false });
    } finally {
      other.dispose();
    }
  });
});
