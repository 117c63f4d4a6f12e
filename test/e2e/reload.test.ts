import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { isAlive, processIdentitySchema } from '../../src/core/process/identity.ts';
import type { ExtensionApi } from '../../src/extension/extension-api.ts';
import { withWorkbench } from './workbench/with-workbench.ts';
import type { Workbench } from './workbench/workbench.ts';

const agentSchema = z.object({
  id: z.string(),
  status: z.string(),
  process: processIdentitySchema.nullable(),
});

/** What the extension of the window knows of an agent. */
async function find(window: Workbench, name: string): Promise<z.infer<typeof agentSchema>> {
  const found = await window.evaluate(async (vscode, wanted) => {
    const extension = vscode.extensions.getExtension<ExtensionApi>('lanekeeper.lanekeeper');
    const engine = await (await extension?.activate())?.engine();
    return engine?.findAgent(wanted);
  }, name);
  return agentSchema.parse(found);
}

const row = (window: Workbench, name: string, status: string) =>
  window.row('Agents', new RegExp(`^Agent ${name}, ${status}`));

/** Waits for a lock, as it says, until the file exists. */
const waitsFor = (file: string): string =>
  `console.error('waiting to take filesystem lock on build directory...');
   const fs = require('node:fs');
   fs.watch(${JSON.stringify(path.dirname(file))}, () => fs.existsSync(${JSON.stringify(file)}) && process.exit(0));`;

describe('agents at work while the window is reloaded', () => {
  const workbench = withWorkbench();

  it('are found again, as what they are, and their end is noticed', async function () {
    this.timeout(180_000);
    const window = workbench();
    const file = (name: string) => path.join(window.session.directory, name);
    await window.runCommand('workbench.view.extension.lanekeeper');
    for (const [name, interactive] of [
      ['built', false],
      ['talker', true],
    ] as const) {
      await window.runCommand('lanekeeper.spawnAgent', {
        name,
        interactive,
        command: ['node', '-e', waitsFor(file(`${name}-go`))],
      });
      await row(window, name, '.*waits for build directory').waitFor();
    }
    const before = [await find(window, 'built'), await find(window, 'talker')];

    await window.reload();
    await window.runCommand('workbench.view.extension.lanekeeper');
    for (const { id, process } of before) {
      assert.ok(process && isAlive(process));
      // Still in the midst of its command, and what it waits for is not taken for over.
      const name = id === before[0]?.id ? 'built' : 'talker';
      await row(window, name, '(running|waiting).*waits for build directory').waitFor();
      assert.deepEqual((await find(window, name)).process, process);
    }

    await writeFile(file('built-go'), '');
    await row(window, 'built', 'done').waitFor();
    await writeFile(file('talker-go'), '');
    await row(window, 'talker', 'idle').waitFor();
    await row(window, 'talker', '.*waits for').waitFor({ state: 'detached' });

    // The terminal is the agent's still: what runs in it next is seen, and so is that it is closed.
    await window.evaluate((vscode) => {
      const terminal = vscode.window.terminals.find(({ name }) => name === 'talker');
      terminal?.sendText('sleep 1000');
    });
    await row(window, 'talker', 'running').waitFor();
    await window.evaluate((vscode) => {
      vscode.window.terminals.find(({ name }) => name === 'talker')?.dispose();
    });
    await row(window, 'talker', 'stopped').waitFor();
  });
});
