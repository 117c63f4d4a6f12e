import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { z } from 'zod';
import { lanekeeper } from './window.ts';

const answer = z.object({
  checks: z.array(
    z.object({
      id: z.string(),
      result: z.enum(['pass', 'fail', 'unknown']),
      evidence: z.string().min(1),
    }),
  ),
});

describe('the doctor and the verification in VS Code', () => {
  it('answer a script with every check', async () => {
    await lanekeeper();
    for (const [command, id] of [
      ['lanekeeper.runDoctor', 'interference.database'],
      ['lanekeeper.verifyIsolation', 'post.artifacts-gone'],
    ] as const) {
      const { checks } = answer.parse(await vscode.commands.executeCommand(command, {}));
      assert.ok(
        checks.some((check) => check.id === id),
        command,
      );
    }
  });

  it('show a person a page with the evidence', async () => {
    await lanekeeper();
    await vscode.commands.executeCommand('lanekeeper.verifyIsolation');
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(text, /^# Verification\n/);
    assert.match(text, /### pre\.namespace-deterministic\n\n\S/);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('refuse an argument that they do not know', async () => {
    await lanekeeper();
    await assert.rejects(
      async () => vscode.commands.executeCommand('lanekeeper.runDoctor', { cure: true }),
      { code: 'input-invalid' },
    );
  });
});
