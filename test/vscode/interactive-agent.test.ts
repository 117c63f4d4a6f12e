import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Agent } from '../../src/core/agent/agent.ts';
import type { Engine } from '../../src/core/engine.ts';
import { eventually } from '../unit/process/programs.ts';
import { anotherEngine, lanekeeper, until, untilStatus } from './window.ts';

function terminalOf(agent: Agent): vscode.Terminal {
  const found = vscode.window.terminals.find((terminal) => terminal.name === agent.name);
  assert.ok(found, `a terminal "${agent.name}"`);
  return found;
}

const closing = (terminal: vscode.Terminal): Promise<void> =>
  until(vscode.window.onDidCloseTerminal, () => !vscode.window.terminals.includes(terminal));

const goOn = (engine: Engine): vscode.Uri => vscode.Uri.file(`${engine.location.home}/go-on`);

/** An interactive agent that waits for a lock until the file exists. */
async function spawnTalker(name: string, file: string): Promise<Agent> {
  const program =
    `console.log('waiting to take filesystem lock on package cache...');` +
    `const fs = require('node:fs');` +
    `fs.watch(require('node:path').dirname(${JSON.stringify(file)}), () => fs.existsSync(${JSON.stringify(file)}) && process.exit(0));`;
  const agent: Agent = await vscode.commands.executeCommand('lanekeeper.spawnAgent', {
    name,
    interactive: true,
    command: [process.execPath, '-e', program],
  });
  return agent;
}

/** Waits until the agent runs and its wait is known from what its terminal printed. */
async function seenWaiting(engine: Engine, agent: Agent): Promise<void> {
  await untilStatus(engine, agent.id, 'waiting');
  await until(
    (listener) => engine.subscribe(listener),
    () => engine.contention(agent.id).open.length === 1,
  );
  assert.equal(engine.contention(agent.id).open[0]?.stream, 'terminal');
}

describe('an interactive agent', () => {
  it('lives in a terminal that carries its environment contract', async function () {
    if (process.platform !== 'linux') this.skip();
    const { engine: open } = await lanekeeper();
    const engine = await open();
    const agent: Agent = await vscode.commands.executeCommand('lanekeeper.spawnAgent', {
      name: 'at home',
      interactive: true,
    });
    assert.equal(agent.interactive, true);
    const terminal = terminalOf(agent);
    const pid = await terminal.processId;
    assert.ok(pid);
    assert.equal(engine.findAgent(agent.id).process?.pid, pid);
    const carried = new Map(
      readFileSync(`/proc/${String(pid)}/environ`, 'utf8')
        .split('\0')
        .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
    );
    const contract = Object.entries(engine.environment(agent.id)).filter(
      ([name]) => name !== 'PATH',
    );
    assert.ok(contract.length > 5);
    for (const [name, value] of contract) assert.equal(carried.get(name), value, name);

    terminal.dispose();
    await closing(terminal);
    const ended = await untilStatus(engine, agent.id, 'stopped', 'done', 'failed', 'lost');
    assert.equal(ended.status, 'stopped');
    // The shell may take a moment longer to end than its terminal.
    await vscode.commands.executeCommand('lanekeeper.cleanAgentArtifacts', {
      agent: agent.id,
      stopFirst: true,
    });
  });

  it('runs and rests as its shell does, and shows what it waits for', async () => {
    const { engine: open } = await lanekeeper();
    const engine = await open();
    const agent = await spawnTalker('talker', goOn(engine).fsPath);
    await seenWaiting(engine, agent);

    await vscode.workspace.fs.writeFile(goOn(engine), new Uint8Array());
    await untilStatus(engine, agent.id, 'idle');
    assert.equal(engine.contention(agent.id).open.length, 0);
    await vscode.workspace.fs.delete(goOn(engine));

    await vscode.commands.executeCommand('lanekeeper.cleanAgentArtifacts', {
      agent: agent.id,
      stopFirst: true,
    });
  });

  it('is stopped by another process as closing its terminal would, without waiting for its shell to mind ^C', async () => {
    const { engine: open } = await lanekeeper();
    const agent: Agent = await vscode.commands.executeCommand('lanekeeper.spawnAgent', {
      name: 'quick to go',
      interactive: true,
    });
    const closed = closing(terminalOf(agent));
    // Longer than any test may take: a stop that waits for the shell to mind SIGINT is seen as a time-out.
    const other = await anotherEngine({ stopGraceMs: 600_000 });
    try {
      await other.stop(agent.id);
      await closed;
      assert.equal(other.findAgent(agent.id).status, 'stopped');
    } finally {
      other.dispose();
    }
    await untilStatus(await open(), agent.id, 'stopped');
    await vscode.commands.executeCommand('lanekeeper.cleanAgentArtifacts', agent.id);
  });

  it('is watched all the same when its shell takes long to start', async function () {
    if (process.platform === 'win32') this.skip();
    const { engine: open } = await lanekeeper();
    const engine = await open();
    const home = process.env['LANEKEEPER_TEST_SHELL_HOME'];
    assert.ok(home);
    // The shell waits in its start-up file until somebody writes to the pipe.
    const gate = `${home}/gate`;
    execFileSync('mkfifo', [gate]);
    await writeFile(`${home}/.bashrc`, `read -r _ < '${gate}'\n`);
    try {
      const agent = await spawnTalker('late riser', goOn(engine).fsPath);
      assert.equal(engine.findAgent(agent.id).status, 'idle');
      await writeFile(gate, '\n');
      await seenWaiting(engine, agent);
      await vscode.commands.executeCommand('lanekeeper.cleanAgentArtifacts', {
        agent: agent.id,
        stopFirst: true,
      });
    } finally {
      await rm(`${home}/.bashrc`);
      await rm(gate);
    }
  });
});

describe('a shell beside an agent', () => {
  it('is opened in the environment of the agent', async function () {
    if (process.platform !== 'linux') this.skip();
    const { engine: open } = await lanekeeper();
    const engine = await open();
    const agent: Agent = await vscode.commands.executeCommand('lanekeeper.spawnAgent', {
      name: 'neighbour',
      command: [process.execPath, '-e', '0'],
    });
    await untilStatus(engine, agent.id, 'done');
    const terminal: vscode.Terminal = await vscode.commands.executeCommand(
      'lanekeeper.openTerminal',
      agent.id,
    );
    const pid = await terminal.processId;
    // Between its fork and its start the process still has its parent's environment.
    const environment = () => readFileSync(`/proc/${String(pid)}/environ`, 'utf8');
    await eventually(() => environment().includes(`LANEKEEPER_AGENT_UID=${agent.uid}`));
    await assert.rejects(
      async () => vscode.commands.executeCommand('lanekeeper.cleanAgentArtifacts', agent.id),
      { code: 'agent-running' },
    );
    const closed = closing(terminal);
    await vscode.commands.executeCommand('lanekeeper.cleanAgentArtifacts', {
      agent: agent.id,
      stopFirst: true,
    });
    await closed;
  });
});
