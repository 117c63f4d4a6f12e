import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Agent } from '../../../src/core/agent/agent.ts';
import { lanekeeper, rows, untilRow, untilStatus } from '../window.ts';

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

  it('shows the tasks of each folder under it, and runs those of the folder that is named', async () => {
    const { trees } = await lanekeeper();
    const roots = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
    const files = roots.map((root) => path.join(root, 'lanekeeper.json'));
    const tasks = { where: { command: 'pwd > where' } };
    for (const file of files) writeFileSync(file, JSON.stringify({ discover: false, tasks }));
    try {
      await vscode.commands.executeCommand('lanekeeper.refresh');
      for (const root of roots) {
        const folder = await untilRow(
          trees.tasks,
          ({ label, description }) =>
            label === `Tasks of ${path.basename(root)}` && description === '1 task',
        );
        assert.deepEqual(
          (await rows(trees.tasks, folder.node)).map(({ label }) => label),
          ['where'],
        );
        await vscode.commands.executeCommand('lanekeeper.runTask', {
          task: 'where',
          workspace: root,
        });
        assert.equal(readFileSync(path.join(root, 'where'), 'utf8').trim(), root);
      }
      const offered = await vscode.tasks.fetchTasks({ type: 'lanekeeper' });
      assert.equal(offered.filter(({ name }) => name === 'where').length, 2);
    } finally {
      for (const file of files) rmSync(file);
    }
  });
});
