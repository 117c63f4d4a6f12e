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

  it('make only the stages that a script names', async () => {
    await lanekeeper();
    const { checks } = answer.parse(
      await vscode.commands.executeCommand('lanekeeper.verifyIsolation', { stages: ['post'] }),
    );
    assert.ok(checks.length > 0 && checks.every(({ id }) => id.startsWith('post.')));
  });

  it('refuse an argument that they do not know', async () => {
    await lanekeeper();
    await assert.rejects(
      async () => vscode.commands.executeCommand('lanekeeper.runDoctor', { cure: true }),
      { code: 'input-invalid' },
    );
  });
});
