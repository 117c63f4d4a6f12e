import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { withWorkbench } from './workbench/with-workbench.ts';
import type { Workbench } from './workbench/workbench.ts';

/** A person spawns an agent in a worktree of its own, with a command that ends at once. */
function spawn(window: Workbench, name: string): Promise<unknown> {
  return window.runCommand('lanekeeper.spawnAgent', {
    name,
    checkout: 'worktree',
    setup: 'ask',
    command: ['node', '-e', ''],
  });
}

async function writeSteps(window: Workbench, setup: readonly unknown[]): Promise<void> {
  const folder = path.join(window.session.repository, '.lanekeeper');
  await mkdir(folder, { recursive: true });
  const settings = { setup, teardown: ['echo "clearing up after $AGENT_ID"'] };
  await writeFile(path.join(folder, 'config.json'), JSON.stringify(settings));
}

const agentRow = (window: Workbench, name: string, status: string) =>
  window.row('Agents', new RegExp(`^Agent ${name}, ${status}`));

describe('the setup steps of a project in the workbench', () => {
  const workbench = withWorkbench();

  before('open the view', () => workbench().runCommand('workbench.view.extension.lanekeeper'));

  it('are a question with every command in it, and closing it spawns nothing', async () => {
    const window = workbench();
    await writeSteps(window, [
      'echo "preparing $PWD" > prepared.txt',
      { run: ['node', '-e', 'console.log("\u001b[8mhidden")'], timeoutSeconds: 30 },
    ]);
    const spawning = spawn(window, 'refused');
    await window.dialog.getByText(/3 steps of its own/).waitFor();
    await window.dialog.getByText(/• echo "preparing \$PWD" > prepared\.txt/).waitFor();
    await window.dialog.getByText(/u\{1b\}\[8mhidden/).waitFor();
    await window.screenshot('setup-question');
    await window.page.keyboard.press('Escape');
    await spawning;
    await window.row('Agents', /^Agent/).waitFor({ state: 'detached' });
  });

  it('are shown whole in a document before they run', async () => {
    const window = workbench();
    const spawning = spawn(window, 'read');
    await window.dialog.getByRole('button', { name: /^Show/ }).click();
    await window.page.locator('.monaco-editor .view-line', { hasText: 'clearing up' }).waitFor();
    await window.quickPick('Run Them').first().waitFor();
    await window.screenshot('setup-document');
    await window.quickPick('Run Them').first().click();
    await spawning;
    await agentRow(window, 'read', 'done').waitFor();
  });

  it('are cancelled where they are shown, and the agent with them', async () => {
    const window = workbench();
    await writeSteps(window, ['sleep 1000']);
    const spawning = spawn(window, 'cancelled');
    await window.dialog.getByRole('button', { name: /^Run Them/ }).click();
    await spawning;
    const notice = window.notification(/Setting up cancelled.*sleep 1000 \(at most 10 min\)/);
    await notice.waitFor();
    await window.screenshot('setup-running');
    await notice.getByRole('button', { name: 'Cancel' }).click();
    await agentRow(window, 'cancelled', 'stopped').waitFor();
    await notice.waitFor({ state: 'detached' });
  });
});

describe('the checkout of an agent in the workbench', () => {
  const workbench = withWorkbench();

  before('open the view', () => workbench().runCommand('workbench.view.extension.lanekeeper'));

  it('is chosen among the worktrees of the repository, and one that is taken says by whom', async () => {
    const window = workbench();
    const { repository, directory } = window.session;
    for (const name of ['free', 'taken']) {
      const place = path.join(directory, name);
      execFileSync('git', ['-C', repository, 'worktree', 'add', '--quiet', '-b', name, place]);
    }
    await window.runCommand('lanekeeper.spawnAgent', {
      id: 'occupant',
      path: path.join(directory, 'taken'),
      checkout: 'worktree',
      command: ['sleep', '1000'],
    });
    await window.palette('Lanekeeper: Spawn Agent');
    await window.quickPick('rust-dev').first().click();
    await window.quickPick('Choose Checkout and Command').click();
    const taken = window.quickPick().filter({ hasText: 'agent "occupant" works in it' });
    await taken.waitFor();
    await window.screenshot('checkout-step');
    await taken.click();
    await window.notification(/is not available: agent "occupant" works in it/).waitFor();
    await window.quickPick().filter({ hasText: 'nothing deletes it' }).click();
    await window.page.getByText('The command that the agent runs').waitFor();
    await window.quickInput.fill('node -e ""');
    await window.page.keyboard.press('Enter');
    await agentRow(window, 'rust-dev', 'done').waitFor();
    const row = agentRow(window, 'rust-dev', 'done');
    await row.click();
    await window.row('Agents', /^Ports, \d+–\d+/).click();
    await window.row('Agents', /PORT0/).waitFor();
    await window.screenshot('agent-ports');
  });
});
