import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Agent } from '../../src/core/agent/agent.ts';
import { child, lanekeeper, rows, spawnProgram, untilRow, untilStatus } from './window.ts';

describe('the ports of an agent', () => {
  it('are rows of their own, which copy their number', async () => {
    const { engine: open, trees } = await lanekeeper();
    const engine = await open();
    const { id, ports } = await spawnProgram('with ports', '');
    await untilStatus(engine, id, 'done');
    assert.equal(ports.length, 10);
    // The row is there before its agent has ports.
    const agent = await untilRow(
      trees.agents,
      ({ label, item: { tooltip } }) =>
        label === 'with ports' &&
        typeof tooltip === 'string' &&
        tooltip.includes(`Ports: ${String(ports[0])}–`),
    );
    const all = await child(trees.agents, agent, 'Ports');
    const [first] = await rows(trees.agents, all.node);
    assert.ok(first);
    assert.deepEqual([first.label, first.description], [String(ports[0]), 'PORT0']);
    assert.equal(first.item.contextValue, 'port');
    await vscode.commands.executeCommand('lanekeeper.copyPort', first.node);
    assert.equal(await vscode.env.clipboard.readText(), String(ports[0]));
    await vscode.commands.executeCommand('lanekeeper.copyPort', { agent: id, port: ports[3] });
    assert.equal(await vscode.env.clipboard.readText(), String(ports[3]));
    await assert.rejects(
      async () => vscode.commands.executeCommand('lanekeeper.copyPort', { agent: id, port: 80 }),
      { code: 'input-invalid' },
    );
    await vscode.commands.executeCommand('lanekeeper.cleanAgentArtifacts', id);
  });
});

describe('a worktree that exists', () => {
  it('is adopted by a script that names its path, and stays when the agent is cleaned', async () => {
    const { engine: open } = await lanekeeper();
    const engine = await open();
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    assert.ok(folder);
    const place = path.join(path.dirname(realpathSync(folder)), 'adopted');
    const git = (...parameters: string[]): string =>
      execFileSync('git', ['-C', folder, ...parameters], { encoding: 'utf8' });
    git('worktree', 'add', '--quiet', '-b', 'adopted', place);
    try {
      const agent: Agent = await vscode.commands.executeCommand('lanekeeper.spawnAgent', {
        path: place,
        checkout: 'worktree',
        seed: 'never',
        command: [process.execPath, '-e', ''],
      });
      assert.deepEqual([agent.path, agent.adopted], [place, true]);
      await untilStatus(engine, agent.id, 'done');
      await vscode.commands.executeCommand('lanekeeper.cleanAgentArtifacts', agent.id);
      assert.match(git('worktree', 'list'), /adopted/);
      await assert.rejects(
        async () => vscode.commands.executeCommand('lanekeeper.spawnAgent', { path: 'relative' }),
        { code: 'input-invalid' },
      );
    } finally {
      git('worktree', 'remove', '--force', place);
      await rm(place, { recursive: true, force: true });
    }
  });
});
