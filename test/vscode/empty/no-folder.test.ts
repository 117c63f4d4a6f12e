import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { lanekeeper, rows } from '../window.ts';

describe('the extension without a folder', () => {
  it('says that agents need one, and makes none', async () => {
    const { engine } = await lanekeeper();
    await assert.rejects(
      async () => vscode.commands.executeCommand('lanekeeper.spawnAgent', { command: ['true'] }),
      {
        code: 'workspace-missing',
        message: 'No folder is open, and agents work on the code of a folder.',
        cure: 'Open the folder that they shall work on.',
      },
    );
    assert.deepEqual((await engine()).listAgents(), []);
  });

  it('shows an empty tree, so that VS Code welcomes', async () => {
    const { trees } = await lanekeeper();
    assert.deepEqual(await rows(trees.agents), []);
    assert.deepEqual(await rows(trees.checks), []);
  });

  it('says that checks need one', async () => {
    await lanekeeper();
    for (const command of ['runDoctor', 'verifyIsolation', 'checkAgain']) {
      await assert.rejects(
        async () => vscode.commands.executeCommand(`lanekeeper.${command}`, {}),
        {
          code: 'workspace-missing',
        },
      );
    }
  });
});
