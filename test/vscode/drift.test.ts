import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Agent } from '../../src/core/agent/agent.ts';
import type { Renewal } from '../../src/core/agent/renew.ts';
import { child, lanekeeper, rows, untilRow, untilStatus } from './window.ts';

describe('an agent whose lockfile changes', () => {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  const lockfile = path.join(folder.uri.fsPath, 'rust', 'Cargo.lock');
  const before = readFileSync(lockfile, 'utf8');

  afterEach(() => {
    writeFileSync(lockfile, before);
  });

  it('is marked at once with what has drifted, and cured by one command', async () => {
    const { engine: open, trees, decorations } = await lanekeeper();
    const engine = await open();
    const spawn = (command: string[]): Thenable<Agent> =>
      vscode.commands.executeCommand('lanekeeper.spawnAgent', { name: 'drifting', command });
    const agent = await spawn([process.execPath, '-e', '']);
    await untilStatus(engine, agent.id, 'done');
    writeFileSync(lockfile, `${before}\n# edited\n`);
    const row = await untilRow(
      trees.agents,
      ({ label, item }) => label === 'drifting' && (item.contextValue ?? '').endsWith(';drifted'),
    );
    assert.deepEqual(engine.findAgent(agent.id).drift, ['rust/Cargo.lock changed']);
    const spoken = row.item.accessibilityInformation?.label ?? '';
    assert.match(spoken, /has drifted: rust\/Cargo\.lock changed/);
    const { resourceUri } = row.item;
    assert.ok(resourceUri);
    const { token } = new vscode.CancellationTokenSource();
    const mark = await decorations.provideFileDecoration(resourceUri, token);
    assert.equal(mark?.badge, 'Δ');
    assert.match(mark.tooltip ?? '', /rust\/Cargo\.lock changed\. Renew Namespace cures it\./);
    const namespace = await child(trees.agents, row, 'Namespace');
    const [first] = await rows(trees.agents, namespace.node);
    assert.equal(first?.label, 'Changed since: rust/Cargo.lock changed');

    const renewal: Renewal = await vscode.commands.executeCommand(
      'lanekeeper.renewAgent',
      agent.id,
    );
    assert.deepEqual(renewal.drift, ['rust/Cargo.lock changed']);
    assert.equal(renewal.before, agent.namespace);
    assert.notEqual(renewal.agent.namespace, agent.namespace);
    await untilRow(
      trees.agents,
      ({ label, item }) => label === 'drifting' && item.contextValue === 'agent;ended',
    );
    await vscode.commands.executeCommand('lanekeeper.cleanAgentArtifacts', agent.id);
  });

  it('is not renewed while it runs, unless it is stopped first', async () => {
    const { engine: open } = await lanekeeper();
    const engine = await open();
    const agent: Agent = await vscode.commands.executeCommand('lanekeeper.spawnAgent', {
      name: 'running',
      command: [process.execPath, '-e', 'setInterval(() => undefined, 1000)'],
    });
    await untilStatus(engine, agent.id, 'running');
    writeFileSync(lockfile, `${before}\n# edited again\n`);
    const renew = (options: object): Thenable<Renewal> =>
      vscode.commands.executeCommand('lanekeeper.renewAgent', { agent: agent.id, ...options });
    await assert.rejects(async () => renew({}), { code: 'agent-running' });
    const renewal = await renew({ stopFirst: true });
    assert.equal(renewal.agent.status, 'stopped');
    assert.notEqual(renewal.agent.namespace, agent.namespace);
    await vscode.commands.executeCommand('lanekeeper.cleanAgentArtifacts', agent.id);
  });
});
