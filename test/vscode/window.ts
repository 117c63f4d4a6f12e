import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Agent } from '../../src/core/agent/agent.ts';
import type { AgentStatus } from '../../src/core/agent/agent-status.ts';
import { type Engine, openEngine } from '../../src/core/engine.ts';
import type { ExtensionApi } from '../../src/extension/extension-api.ts';
import type { TreeNode } from '../../src/extension/views/node.ts';

/** The extension under test in this window, activated. */
export async function lanekeeper(): Promise<ExtensionApi> {
  const extension = vscode.extensions.getExtension<ExtensionApi>('lanekeeper.lanekeeper');
  assert.ok(extension, 'the extension is installed');
  return extension.activate();
}

/** The command line that the extension under test brings with it. */
export function commandLineScript(): string {
  const extension = vscode.extensions.getExtension('lanekeeper.lanekeeper');
  assert.ok(extension);
  return vscode.Uri.joinPath(extension.extensionUri, 'dist', 'cli.cjs').fsPath;
}

/** A second engine on the same state, as the command line and every other window have. */
export async function anotherEngine(configuration: object = {}): Promise<Engine> {
  return openEngine({
    environment: process.env,
    configuration: { value: configuration, source: 'the test' },
    supervisor: { node: process.execPath, script: commandLineScript() },
    onFault: (fault) => {
      throw fault;
    },
  });
}

/** Resolves as soon as `isSo` is true, asked at once and after each event. The test's own time-out is the limit. */
export async function until(
  subscribe: (listener: () => void) => { dispose(): void },
  isSo: () => boolean | Promise<boolean>,
): Promise<void> {
  for (;;) {
    const owned: { dispose(): void }[] = [];
    const changed = new Promise<void>((resolve) => {
      owned.push(subscribe(resolve));
    });
    try {
      if (await isSo()) return;
      await changed;
    } finally {
      for (const item of owned) item.dispose();
    }
  }
}

/** Waits until an agent has one of these statuses, and returns it. */
export async function untilStatus(
  engine: Engine,
  id: string,
  ...statuses: readonly AgentStatus[]
): Promise<Agent> {
  await until(
    (listener) => engine.subscribe(listener),
    () => statuses.includes(engine.findAgent(id).status),
  );
  return engine.findAgent(id);
}

/** A row as the user sees it. */
export interface Row {
  readonly node: TreeNode;
  readonly label: string;
  readonly description: string;
  readonly item: vscode.TreeItem;
}

type Tree = ExtensionApi['trees']['agents'];

export async function rows(tree: Tree, parent?: TreeNode): Promise<Row[]> {
  const nodes = (await tree.getChildren(parent)) ?? [];
  return Promise.all(
    nodes.map(async (node) => {
      const item = await tree.getTreeItem(node);
      return {
        node,
        item,
        label: typeof item.label === 'string' ? item.label : '',
        description: typeof item.description === 'string' ? item.description : '',
      };
    }),
  );
}

/** Waits until the tree has a row for which `fits` holds, and returns it. */
export async function untilRow(tree: Tree, fits: (row: Row) => boolean): Promise<Row> {
  const { onDidChangeTreeData } = tree;
  assert.ok(onDidChangeTreeData);
  let found: Row | undefined;
  await until(
    (listener) => onDidChangeTreeData(listener),
    async () => {
      found = (await rows(tree)).find(fits);
      return found !== undefined;
    },
  );
  assert.ok(found);
  return found;
}

/** The row with this label under another one. */
export async function child(tree: Tree, parent: Row, label: string): Promise<Row> {
  const all = await rows(tree, parent.node);
  const found = all.find((row) => row.label === label);
  assert.ok(found, `"${label}" among ${all.map((row) => row.label).join(', ')}`);
  return found;
}

/** Spawns a command agent as a script does, with a Node.js program as its command. */
export async function spawnProgram(name: string, program: string): Promise<Agent> {
  const agent: Agent = await vscode.commands.executeCommand('lanekeeper.spawnAgent', {
    name,
    command: [process.execPath, '-e', program],
  });
  return agent;
}
