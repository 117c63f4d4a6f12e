import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { z } from 'zod';
import type { Agent } from '../../src/core/agent/agent.ts';
import {
  anotherEngine,
  commandLineScript,
  lanekeeper,
  rows,
  until,
  untilStatus,
} from './window.ts';

const report = z.object({ removed: z.array(z.object({ path: z.string() })) });

/** Runs the command line on the state of this window; what it prints, or what it says went wrong. */
function commandLine(...parameters: readonly string[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [commandLineScript(), ...parameters],
      { cwd: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath, encoding: 'utf8' },
      (fault, stdout, stderr) => {
        if (fault === null) resolve(JSON.parse(stdout));
        else reject(new Error(stderr || stdout));
      },
    );
  });
}

const errors = (outcomes: readonly PromiseSettledResult<unknown>[]): string[] =>
  outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [String(outcome.reason)] : []));

describe('two windows and a command line at once', () => {
  it('get one agent where all three spawn it, and delete it once where all three clean it', async () => {
    const { engine: open, trees } = await lanekeeper();
    const engine = await open();
    const other = await anotherEngine();
    try {
      const [folder] = vscode.workspace.workspaceFolders ?? [];
      assert.ok(folder);
      const command = [process.execPath, '-e', '0'];
      const spawned = await Promise.allSettled([
        vscode.commands.executeCommand<Agent>('lanekeeper.spawnAgent', { id: 'wanted', command }),
        other.spawn({ id: 'wanted', workspace: folder.uri.fsPath, command }),
        commandLine('spawn', '--id', 'wanted', '--json', '--', ...command),
      ]);
      const refused = errors(spawned);
      assert.equal(refused.length, 2, refused.join('\n'));
      for (const refusal of refused) assert.match(refusal, /There already is an agent "wanted"/);
      const { roots } = await untilStatus(engine, 'wanted', 'done');

      const cleaned = await Promise.allSettled([
        vscode.commands.executeCommand('lanekeeper.cleanAgentArtifacts', { agent: 'wanted' }),
        other.clean('wanted', { dryRun: false }),
        commandLine('clean', 'wanted', '--json'),
      ]);
      const removed = cleaned.flatMap((outcome) =>
        outcome.status === 'fulfilled'
          ? report.parse(outcome.value).removed.map((root) => root.path)
          : [],
      );
      const paths = roots.map((root) => root.path).sort();
      assert.deepEqual(removed.sort(), paths, errors(cleaned).join('\n'));
      for (const refusal of errors(cleaned)) assert.match(refusal, /There is no agent "wanted"/);
      assert.deepEqual(
        paths.filter((root) => existsSync(root)),
        [],
      );
      const { onDidChangeTreeData } = trees.agents;
      assert.ok(onDidChangeTreeData);
      await until(
        (listener) => onDidChangeTreeData(listener),
        async () => !(await rows(trees.agents)).some(({ label }) => label === 'wanted'),
      );
    } finally {
      other.dispose();
    }
  });
});
