import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../src/extension/contributions/commands.ts';
import { lanekeeper, rows } from './window.ts';

describe('the extension in a workspace', () => {
  it('opens its engine on the state directory of this user', async () => {
    const { engine } = await lanekeeper();
    assert.equal((await engine()).location.home, process.env['LANEKEEPER_HOME']);
  });

  it('registers every command', async () => {
    await lanekeeper();
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const id of Object.values(commandIds)) assert.ok(registered.has(id), id);
  });

  it('shows the caches with the reason for each that is not used', async () => {
    const { trees } = await lanekeeper();
    const caches = await rows(trees.caches);
    const names = caches.map((row) => row.label);
    for (const name of ['sccache', 'cargo', 'pip', 'pnpm']) assert.ok(names.includes(name), name);
    for (const { description, node, label } of caches) {
      if (description !== 'not available') continue;
      const facts = await rows(trees.caches, node);
      assert.ok(
        facts.some((fact) => fact.label === 'Problem'),
        label,
      );
    }
  });

  it('leads to the caches and the output on command', async () => {
    await vscode.commands.executeCommand('lanekeeper.showCaches');
    await vscode.commands.executeCommand('lanekeeper.showOutput');
    await vscode.commands.executeCommand('lanekeeper.refresh');
  });
});
