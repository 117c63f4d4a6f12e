import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Agent } from '../../../src/core/agent/agent.ts';
import { lanekeeper, untilRow, untilStatus } from '../window.ts';

describe('the extension in a window with two folders', () => {
  it('spawns for the folder that is asked for, and shows both as its own', async () => {
    const { engine: open, trees } = await lanekeeper();
    const engine = await open();
    const folders = vscode.workspace.workspaceFolders ?? [];
    assert.equal(folders.length, 2);
    for (const folder of folders) {
      const agent: Agent = await vscode.commands.executeCommand('lanekeeper.spawnAgent', {
        name: `in ${folder.name}`,
        workspace: folder.uri.fsPath,
        command: [process.execPath, '-e', '0'],
      });
      assert.equal(agent.workspace, folder.uri.fsPath);
      await untilStatus(engine, agent.id, 'done');
      const row = await untilRow(trees.agents, ({ label }) => label === agent.name);
      assert.equal(row.node.parent, null);
    }
  });
});
