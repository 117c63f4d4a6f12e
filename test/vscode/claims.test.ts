import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { z } from 'zod';
import type { Agent } from '../../src/core/agent/agent.ts';
import type { Claim } from '../../src/core/claim/claim.ts';
import { child, lanekeeper, rows, spawnProgram, untilRow } from './window.ts';

const conflicts = z.object({
  claims: z.array(z.object({ globs: z.array(z.string()) })),
  edits: z.array(z.object({ path: z.string(), worktrees: z.array(z.unknown()) })),
});

const clean = (agent: string) =>
  vscode.commands.executeCommand('lanekeeper.cleanAgentArtifacts', { agent, stopFirst: true });

describe('paths that an agent claims', () => {
  it('are rows under it, kept from others until they are released', async () => {
    const { trees } = await lanekeeper();
    const { id } = await spawnProgram('claimant', 'setInterval(() => undefined, 1000)');
    const claim: Claim = await vscode.commands.executeCommand('lanekeeper.claimPaths', {
      agent: id,
      globs: ['rust/**'],
      purpose: 'rename',
    });
    assert.deepEqual([claim.globs, claim.mode], [['rust/**'], 'write']);
    await assert.rejects(
      async () =>
        vscode.commands.executeCommand('lanekeeper.claimPaths', {
          globs: ['rust/Cargo.toml'],
          seconds: 60,
        }),
      { code: 'paths-claimed', message: /claimed for writing by agent "[^"]+" \(rename\)/ },
    );
    const agent = await untilRow(trees.agents, ({ label }) => label === 'claimant');
    const paths = await child(trees.agents, agent, 'Paths');
    const [row] = await rows(trees.agents, paths.node);
    assert.ok(row);
    assert.deepEqual([row.label, row.item.contextValue], ['rust/**', 'claim']);
    assert.match(row.description, /for writing · by agent .* · as long as it lives · rename/);
    await vscode.commands.executeCommand('lanekeeper.releasePaths', row.node);
    const none = await rows(trees.agents, paths.node);
    assert.deepEqual(
      none.map(({ label }) => label),
      ['Nothing claimed, no overlapping edits.'],
    );
    await clean(id);
  });

  it('are named by an argument that is checked', async () => {
    await lanekeeper();
    for (const argument of [{ globs: [] }, { globs: ['a'], mode: 'own' }, { globs: ['../x'] }]) {
      await assert.rejects(
        async () => vscode.commands.executeCommand('lanekeeper.claimPaths', argument),
        ({ code }: { code?: unknown }) => code === 'input-invalid' || code === 'usage',
      );
    }
    await assert.rejects(
      async () => vscode.commands.executeCommand('lanekeeper.releasePaths', {}),
      {
        code: 'claim-not-found',
      },
    );
  });
});

describe('a file that two agents have changed in worktrees of their own', () => {
  it('is a mark on both before they merge, and is shown side by side', async function () {
    this.timeout(60_000);
    const { trees, decorations } = await lanekeeper();
    await vscode.commands.executeCommand('workbench.view.extension.lanekeeper');
    const program =
      "require('node:fs').appendFileSync('README.md', process.env.LANEKEEPER_AGENT); setInterval(() => undefined, 1000)";
    const agents = await Promise.all(
      ['left', 'right'].map((name) =>
        vscode.commands.executeCommand<Agent>('lanekeeper.spawnAgent', {
          name,
          checkout: 'worktree',
          seed: 'never',
          command: [process.execPath, '-e', program],
        }),
      ),
    );
    const spoken = ({ item }: { item: vscode.TreeItem }) => item.accessibilityInformation?.label;
    const row = await untilRow(
      trees.agents,
      (each) => each.label === 'left' && (spoken(each) ?? '').includes('1 overlapping edit'),
    );
    const { resourceUri } = row.item;
    assert.ok(resourceUri);
    const { token } = new vscode.CancellationTokenSource();
    const mark = await decorations.provideFileDecoration(resourceUri, token);
    assert.equal(mark?.badge, '⇄');
    const paths = await child(trees.agents, row, 'Paths');
    const [overlap] = await rows(trees.agents, paths.node);
    assert.equal(overlap?.label, 'README.md');
    const { edits } = conflicts.parse(
      await vscode.commands.executeCommand('lanekeeper.showConflicts', {}),
    );
    assert.deepEqual(
      edits.map(({ path, worktrees }) => [path, worktrees.length]),
      [['README.md', 2]],
    );
    const command = overlap.item.command;
    assert.ok(command);
    const sides: unknown[] = command.arguments ?? [];
    await vscode.commands.executeCommand(command.command, ...sides);
    assert.ok(
      vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputTextDiff,
    );
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    for (const { id } of agents) await clean(id);
  });
});
