import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { lanekeeper, until } from './window.ts';

/** The folder of this window. */
export function root(): string {
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail();
}

/** The path of a file that a test's tasks make. */
export function here(file: string): string {
  return path.join(root(), 'scratch', file);
}

/** A shell line that says that it runs, and ends once the file is there. */
export function held(file: string): string {
  return `: > scratch/${file}.up; while [ ! -e scratch/${file} ]; do sleep 0.02; done`;
}

/** Waits until a `held` line runs. */
export async function isHeld(file: string): Promise<void> {
  const engine = await (await lanekeeper()).engine();
  await until(
    (listener) => engine.observe(listener),
    () => existsSync(here(`${file}.up`)),
  );
}

/** Writes these tasks into lanekeeper.json. */
export function declare(tasks: Record<string, object>): void {
  writeFileSync(path.join(root(), 'lanekeeper.json'), JSON.stringify({ tasks }, null, 2));
}

/** Called in the body of a `describe`: its tests find a project without a lanekeeper.json, and leave it so. */
export function cleanProject(): void {
  const clean = async (): Promise<void> => {
    rmSync(path.join(root(), 'lanekeeper.json'), { force: true });
    rmSync(path.join(root(), 'scratch'), { recursive: true, force: true });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  };
  beforeEach(async () => {
    await clean();
    mkdirSync(path.join(root(), 'scratch'));
  });
  after(clean);
}
