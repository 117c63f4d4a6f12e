import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { ProjectGraphs } from '../../src/extension/project-graphs.ts';
import { lanekeeper, until } from './window.ts';

describe('the graphs of the folders of a window', () => {
  const root = (): string => vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail();
  const file = (): string => path.join(root(), 'lanekeeper.json');

  function declare(tasks: Record<string, object>): void {
    writeFileSync(file(), JSON.stringify({ tasks, discover: false }));
  }

  afterEach(() => {
    rmSync(file(), { force: true });
  });

  async function graphs(): Promise<ProjectGraphs> {
    const engine = await (await lanekeeper()).engine();
    const fail = (fault: unknown) => assert.fail(String(fault));
    return new ProjectGraphs({ state: { kind: 'open', engine } }, { error: fail, warn: fail });
  }

  it('are read once somebody looks, and again when what declares them changes', async () => {
    declare({ a: { command: 'true' }, b: { command: 'true', dependsOn: ['a'] } });
    const shown = await graphs();
    const names = () => shown.projects?.[0]?.tasks?.graph.order.join(' ') ?? '';
    assert.equal(names(), '');
    const untilNamed = (wanted: string) =>
      until(
        (listener) => shown.onDidChange(listener),
        () => names() === wanted,
      );
    const watching = shown.watch();
    await untilNamed('a b');
    const id = shown.projects?.[0]?.id;
    declare({ c: { command: 'true' } });
    await untilNamed('c');
    assert.notEqual(shown.projects?.[0]?.id, id);
    watching.dispose();
  });

  it('tell why there is none, and are there again once that is mended', async () => {
    declare({ a: { command: 'true', dependsOn: ['a'] } });
    const shown = await graphs();
    const watching = shown.watch();
    await until(
      (listener) => shown.onDidChange(listener),
      () => shown.projects?.[0]?.fault !== undefined && shown.projects[0].fault !== null,
    );
    declare({ a: { command: 'true' } });
    await until(
      (listener) => shown.onDidChange(listener),
      () => shown.projects?.[0]?.tasks?.graph.order.join() === 'a',
    );
    watching.dispose();
  });
});
