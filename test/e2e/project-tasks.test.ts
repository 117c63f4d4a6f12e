import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { identify, isAlive } from '../../src/core/process/identity.ts';
import { withWorkbench } from './workbench/with-workbench.ts';

const tasks = {
  greet: { command: 'echo hello from greet' },
  slow: { command: 'echo $$ > pid; while [ ! -e never ]; do sleep 0.05; done' },
  after: { command: 'true', dependsOn: ['slow'] },
};

describe('the tasks of a project in the workbench', () => {
  // Drawn as text, so that what a terminal shows can be read.
  const workbench = withWorkbench({ settings: { 'terminal.integrated.gpuAcceleration': 'off' } });

  before('declare some, and open the view', async () => {
    const { session } = workbench();
    const file = path.join(session.repository, 'lanekeeper.json');
    await writeFile(file, JSON.stringify({ discover: false, tasks }, null, 2));
    await workbench().runCommand('workbench.view.extension.lanekeeper');
  });

  const row = (name: RegExp) => workbench().row('Tasks', name).first();

  /** The button that a row shows while the mouse is on it. */
  async function press(name: RegExp, button: string): Promise<void> {
    await row(name).hover();
    await row(name).getByRole('button', { name: button }).click();
  }

  it('are rows with a button that runs them in a terminal', async () => {
    const window = workbench();
    await row(/^Tasks of polyglot, 3 tasks/).waitFor();
    await press(/^greet/, 'Run Task');
    const shown = window.page.locator('.terminal-wrapper.active .xterm-rows');
    await shown.filter({ hasText: /greet: started.*hello from greet.*greet: done/s }).waitFor();
    await row(/^greet, ran · /).waitFor();
  });

  it('say while they run how far they are and what waits for them, until they are cancelled', async () => {
    const window = workbench();
    await window.palette('Lanekeeper: Run Task');
    await window.quickPick('after').click();
    await row(/^slow, running · /).waitFor();
    await row(/^after, waiting for slow/).waitFor();
    await press(/^after/, 'Raise Task Priority');
    await row(/^after, .*priority 100/).waitFor();
    await window.screenshot('project-tasks');
    await press(/^slow/, 'Cancel Task');
    await row(/^slow, stopped/).waitFor();
    await row(/^after, not started/).waitFor();
    await window.runCommand('workbench.action.closePanel');
  });

  it('run inside an agent that is asked for', async () => {
    const window = workbench();
    await window.runCommand('lanekeeper.spawnAgent', { id: 'dev-1', command: ['true'] });
    const agent = window.row('Agents', /^Agent dev-1, done/);
    await window.contextMenu(agent, 'Run Task');
    await window.quickPick('greet').click();
    await row(/^greet, dev-1 · ran · /).waitFor();
    await window.runCommand('workbench.action.closePanel');
  });

  it('end with the window that began them', async () => {
    const window = workbench();
    // Not answered any more: the extension host that was asked goes.
    void window.runCommand('lanekeeper.runTask', 'slow').catch(() => undefined);
    await row(/^slow, running · /).waitFor();
    const pid = Number(readFileSync(path.join(window.session.repository, 'pid'), 'utf8'));
    const command = identify(pid);
    assert.ok(command && isAlive(command));
    await window.reload();
    await row(/^slow, stopped/).waitFor();
    assert.equal(isAlive(command), false);
  });

  it('are explained, and lead to where they are declared', async () => {
    const window = workbench();
    const editor = window.page.locator('.editor-instance .view-lines');
    await window.contextMenu(row(/^greet/), 'Explain Task');
    // The editor draws blanks that do not break.
    const page = editor.filter({ hasText: /Task.greet/ });
    await page.filter({ hasText: /A.run.would.do.it/ }).waitFor();
    await window.contextMenu(row(/^greet/), 'Open Task Declaration');
    await editor.filter({ hasText: /"greet"/ }).waitFor();
  });

  it('are a graph in the dashboard, run from there, and are bars on its timeline', async () => {
    const window = workbench();
    await window.runCommand('lanekeeper.openDashboard');
    const graph = window.webview.getByRole('group', { name: 'Tasks' });
    await graph.getByRole('button', { name: /^after: .*Depends on slow\./ }).waitFor();
    await graph.getByRole('button', { name: /^greet: / }).click();
    const actions = window.webview.getByRole('group', { name: 'Actions for greet' });
    await actions.getByRole('button', { name: 'Run' }).click();
    const shown = window.page.locator('.terminal-wrapper.active .xterm-rows');
    await shown.filter({ hasText: /greet: started.*hello from greet/s }).waitFor();
    await graph.getByRole('button', { name: /^greet: done/ }).waitFor();
    const timeline = window.webview.getByRole('list', { name: 'Timeline' });
    await timeline
      .getByRole('button', { name: /^greet: done/ })
      .first()
      .waitFor();
    await window.screenshot('project-graph');
    await window.runCommand('workbench.action.closePanel');
  });
});
