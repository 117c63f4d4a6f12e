import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { withWorkbench } from './workbench/with-workbench.ts';
import type { Workbench } from './workbench/workbench.ts';

const spawned = z.object({ id: z.string(), uid: z.string(), namespace: z.string() });

async function spawn(
  window: Workbench,
  name: string,
  program: string,
): Promise<z.infer<typeof spawned>> {
  const agent = await window.runCommand('lanekeeper.spawnAgent', {
    name,
    command: ['node', '-e', program],
  });
  return spawned.parse(agent);
}

/** Runs until it is stopped. */
const endless = `console.log('I am here'); setInterval(() => undefined, 1000)`;

const agentRow = (window: Workbench, name: string, status: string) =>
  window.row('Agents', new RegExp(`^Agent ${name}, ${status}`));

describe('the actions of an agent in the workbench', () => {
  // Drawn as text, so that what a terminal shows can be read.
  const workbench = withWorkbench({ settings: { 'terminal.integrated.gpuAcceleration': 'off' } });

  before('open the view, with room for what an agent is made of', async () => {
    const window = workbench();
    await window.runCommand('workbench.view.extension.lanekeeper');
    // Rows that do not fit are not drawn.
    for (const other of ['Tasks', 'Caches']) {
      await window.page.getByRole('button', { name: new RegExp(`^${other} Section`) }).click();
    }
  });

  it('begin with Spawn Agent, which needs two times Enter and no more', async function () {
    this.timeout(120_000);
    const window = workbench();
    await window.palette('Lanekeeper: Spawn Agent');
    await window.quickPick('rust-dev').first().waitFor();
    await window.page.keyboard.press('Enter');
    await window.quickPick('Spawn "polyglot"').waitFor();
    await window.page.keyboard.press('Enter');
    await window.quickInput.waitFor({ state: 'hidden' });
    await agentRow(window, 'polyglot', 'done').waitFor({ timeout: 100_000 });
  });

  it('show what an agent is made of in its rows', async () => {
    const window = workbench();
    const agent = await spawn(window, 'parts', endless);
    const row = agentRow(window, 'parts', 'running');
    const part = (name: string) => window.row('Agents', new RegExp(`^${name}`)).first();
    await row.click();
    for (const name of [
      'Namespace',
      'Environment',
      'Ports',
      'Processes',
      'Tasks',
      'Contention',
      'Paths',
      'Isolation',
      'Artifacts',
    ]) {
      await part(name).waitFor();
    }
    await part(`Namespace, ${agent.namespace}`).waitFor();
    // Each is closed again: only rows that can be seen are in the page.
    for (const [name, expected] of [
      ['Namespace', /^Toolchain/],
      ['Processes', /^node, \d+ · [\d.]+ MB/],
      ['Tasks', /, running/],
      ['Contention', /^No/],
      ['Paths', /^Nothing claimed/],
      ['Isolation', /^No/],
    ] as const) {
      await part(name).click();
      await window.row('Agents', expected).first().waitFor();
      await part(name).click();
    }
    await part('Artifacts').click();
    await part('Artifacts, [\\d.]+ [KM]B').waitFor();
    await window.screenshot('agent-rows');
    await row.click();
  });

  it('are Stop and Restart', async () => {
    const window = workbench();
    await window.contextMenu(agentRow(window, 'parts', 'running'), 'Stop Agent');
    await agentRow(window, 'parts', 'stopped').waitFor();
    await window.contextMenu(agentRow(window, 'parts', 'stopped'), 'Restart Agent');
    await agentRow(window, 'parts', 'running').waitFor();
  });

  it('are Show Logs, in a terminal that closes without harm', async () => {
    const window = workbench();
    await window.contextMenu(agentRow(window, 'parts', 'running'), 'Show Logs');
    const shown = window.page.locator('.terminal-wrapper.active .xterm-rows');
    await shown.filter({ hasText: /Output of agent parts: node -e.*I am here/s }).waitFor();
    await window.screenshot('show-logs');
    await window.runCommand('workbench.action.terminal.kill');
    await agentRow(window, 'parts', 'running').waitFor();
    await window.runCommand('workbench.action.closePanel');
  });

  it('are Copy Environment, for the shell that is asked for', async () => {
    const window = workbench();
    const [agent] = z
      .array(spawned)
      .parse([await window.runCommand('lanekeeper.restartAgent', 'parts')]);
    await window.contextMenu(agentRow(window, 'parts', 'running'), 'Copy Environment');
    await window.quickPick('fish').click();
    await window.page.getByText('Copied the environment of parts').waitFor();
    const copied = z
      .string()
      .parse(await window.evaluate((vscode) => vscode.env.clipboard.readText()));
    assert.match(copied, new RegExp(`^set -gx LANEKEEPER_AGENT_UID '?${agent?.uid ?? ''}`, 'm'));
  });

  it('are Reveal Namespace, in a window of its own where no file manager can be reached', async () => {
    const window = workbench();
    const [opened] = await Promise.all([
      window.page.context().waitForEvent('page'),
      window.runCommand('lanekeeper.revealNamespace', 'parts'),
    ]);
    await opened.waitForURL(/folder=/);
    assert.match(decodeURIComponent(opened.url()), /folder=.*\/namespaces\/linux_/);
    await opened.close();
  });

  it('are Clean, which stops first only what it is told to', async () => {
    const window = workbench();
    await window.contextMenu(agentRow(window, 'parts', 'running'), 'Clean Agent Artifacts');
    await window.dialog
      .getByText(/^"parts" still runs\. Stop and delete all artifacts of "parts"/)
      .waitFor();
    // What goes is what lies there, and nothing is kept for a process that will have stopped.
    const text = await window.dialog.innerText();
    assert.match(text, /\/namespaces\/[^]*\nKept:\n• your source and the shared caches/);
    await window.screenshot('clean-running-agent');
    await window.dialog.getByRole('button', { name: /^Stop and Clean/ }).click();
    await agentRow(window, 'parts', '').waitFor({ state: 'detached' });
  });
});

describe('what agents meet, as the workbench shows it', () => {
  const workbench = withWorkbench();

  before('open the view', () => workbench().runCommand('workbench.view.extension.lanekeeper'));

  it('is a mark on an agent that waits for a lock, until it goes on', async () => {
    const window = workbench();
    const go = path.join(window.session.directory, 'go');
    await spawn(
      window,
      'waiting',
      `console.error('waiting to take filesystem lock on build directory...');
       const fs = require('node:fs');
       fs.watch(${JSON.stringify(window.session.directory)}, () => {
         if (!fs.existsSync(${JSON.stringify(go)})) return;
         console.error('   Compiling demo v0.1.0 (/demo)');
         process.exit(0);
       });`,
    );
    const row = window.row('Agents', /^Agent waiting, waiting.*waits for build directory/);
    await row.waitFor();
    await window.runCommand('lanekeeper.openDashboard');
    await window.webview.getByText(/1 in contention/).waitFor();
    await window.screenshot('contention');
    await writeFile(go, '');
    await agentRow(window, 'waiting', 'done').waitFor();
    await window.webview.getByText(/none (waiting|in contention)/).waitFor();
  });

  it('is the rate of cache hits, which warns below 80 % and leads to the caches', async () => {
    const window = workbench();
    const itemSelector = '[id="lanekeeper.lanekeeper.lanekeeper.cacheHitRate"]';
    const item = window.statusItem('lanekeeper.cacheHitRate');
    const account = (hits: number, misses: number): string =>
      `console.log('Progress: resolved 1, reused ${String(hits)}, downloaded ${String(misses)}, added 1, done')`;
    // Numbers so big that what other agents of this machine look up meanwhile changes nothing.
    await spawn(window, 'cold', account(0, 900_000));
    await item.filter({ hasText: /^\s*0%/ }).waitFor();
    await window.page.locator(`.warning-kind${itemSelector}`).waitFor();
    await window.screenshot('cache-hit-rate-low');
    await spawn(window, 'warm', account(99_000_000, 0));
    await item.filter({ hasText: /^\s*99%/ }).waitFor();
    await window.page.locator(`.warning-kind${itemSelector}`).waitFor({ state: 'detached' });

    await window.runCommand('workbench.view.explorer');
    await item.getByRole('button').click();
    await window.row('Caches', /^pnpm, 99%/).waitFor();
  });
});
