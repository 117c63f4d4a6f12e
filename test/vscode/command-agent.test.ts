import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import type { CleanReport } from '../../src/core/artifact/clean-report.ts';
import { child, lanekeeper, rows, spawnProgram, until, untilRow, untilStatus } from './window.ts';

/** Prints, then runs until its standard input or a file says otherwise: nothing here waits for a clock. */
const waitFor = (file: string): string =>
  `const fs = require('node:fs'); const file = ${JSON.stringify(file)};` +
  `fs.watch(require('node:path').dirname(file), () => { if (fs.existsSync(file)) process.exit(0); });` +
  `if (fs.existsSync(file)) process.exit(0);`;

describe('a command agent', () => {
  it('is spawned by command and seen to its end in registry and tree', async () => {
    const { engine: open, trees } = await lanekeeper();
    const engine = await open();
    const agent = await spawnProgram('three', 'console.log("hello from three"); process.exit(3)');
    assert.match(agent.id, /^[0-9a-f]{8}$/);
    const ended = await untilStatus(engine, agent.id, 'failed');
    assert.equal(ended.exitCode, 3);
    const row = await untilRow(
      trees.agents,
      ({ label, item }) => label === 'three' && item.contextValue === 'agent;ended',
    );
    assert.match(row.item.accessibilityInformation?.label ?? '', /Agent three, failed/);
    assert.match(String(await engine.readLogTail(agent.id, 1000)), /hello from three/);

    const parts = (await rows(trees.agents, row.node)).map(({ label }) => label);
    assert.deepEqual(parts, [
      'Namespace',
      'Environment',
      'Ports',
      'Processes',
      'Tasks',
      'Contention',
      'Paths',
      'Isolation',
      'Artifacts',
    ]);
    const namespace = await child(trees.agents, row, 'Namespace');
    assert.equal(namespace.description, agent.namespace);
    const explained = (await rows(trees.agents, namespace.node)).map(({ label }) => label);
    assert.deepEqual(explained, ['Platform', 'Toolchain', 'Project', 'Agent']);
    const environment = await child(trees.agents, row, 'Environment');
    const target = await child(trees.agents, environment, 'LANEKEEPER_AGENT_UID');
    assert.equal(target.description, agent.uid);
    const [note = 'none'] = agent.notes ?? [];
    const why = await child(trees.agents, environment, note);
    assert.equal(why.item.tooltip, note);
    await assert.rejects(
      async () =>
        vscode.commands.executeCommand('lanekeeper.copyEnvironment', {
          agent: agent.id,
          format: 'cobol',
        }),
      { code: 'input-invalid' },
    );
    const artifacts = await child(trees.agents, row, 'Artifacts');
    const written = (await rows(trees.agents, artifacts.node)).map(({ label }) => label);
    assert.ok(written.includes('logs'), written.join(', '));
    const tasks = await untilRow(trees.tasks, ({ description }) =>
      description.includes('three · failed'),
    );
    assert.ok(tasks.item.tooltip);
  });

  it('is cleaned on command, and its row goes', async () => {
    const { engine: open, trees } = await lanekeeper();
    const engine = await open();
    const agent = await spawnProgram('cleaned', 'process.exit(0)');
    await untilStatus(engine, agent.id, 'done');
    await untilRow(trees.agents, ({ label }) => label === 'cleaned');
    const preview: CleanReport = await vscode.commands.executeCommand(
      'lanekeeper.cleanAgentArtifacts',
      { agent: agent.id, dryRun: true },
    );
    assert.equal(preview.dryRun, true);
    for (const root of agent.roots) assert.ok(existsSync(root.path), root.path);
    const report: CleanReport = await vscode.commands.executeCommand(
      'lanekeeper.cleanAgentArtifacts',
      { agent: agent.id },
    );
    assert.deepEqual(report.kept, []);
    for (const root of agent.roots) assert.ok(!existsSync(root.path), root.path);
    assert.throws(() => engine.findAgent(agent.id), { code: 'agent-not-found' });
    const { onDidChangeTreeData } = trees.agents;
    assert.ok(onDidChangeTreeData);
    await until(
      (listener) => onDidChangeTreeData(listener),
      async () => !(await rows(trees.agents)).some(({ label }) => label === 'cleaned'),
    );
  });

  it('that runs is not cleaned unless it is stopped first', async () => {
    const { engine: open } = await lanekeeper();
    const engine = await open();
    const never = `${engine.location.home}/never`;
    const agent = await spawnProgram('busy', waitFor(never));
    await untilStatus(engine, agent.id, 'running');
    const clean = (options: object): Thenable<CleanReport> =>
      vscode.commands.executeCommand('lanekeeper.cleanAgentArtifacts', {
        agent: agent.id,
        ...options,
      });
    await assert.rejects(async () => clean({}), { code: 'agent-running' });
    for (const root of agent.roots) assert.ok(existsSync(root.path), root.path);
    await clean({ stopFirst: true });
    for (const root of agent.roots) assert.ok(!existsSync(root.path), root.path);
  });

  it('is stopped, restarted and stopped again', async () => {
    const { engine: open } = await lanekeeper();
    const engine = await open();
    const agent = await spawnProgram('again', waitFor(`${engine.location.home}/never`));
    await untilStatus(engine, agent.id, 'running');
    await vscode.commands.executeCommand('lanekeeper.stopAgent', agent.id);
    assert.equal(engine.findAgent(agent.id).status, 'stopped');
    await vscode.commands.executeCommand('lanekeeper.restartAgent', agent.id);
    const restarted = await untilStatus(engine, agent.id, 'running');
    assert.equal(restarted.namespace, agent.namespace);
    await vscode.commands.executeCommand('lanekeeper.stopAgent', agent.id);
    await vscode.commands.executeCommand('lanekeeper.cleanAgentArtifacts', agent.id);
  });

  it('that waits for a lock is marked while it waits', async () => {
    const { engine: open, trees, decorations } = await lanekeeper();
    const engine = await open();
    const go = `${engine.location.home}/go`;
    const agent = await spawnProgram(
      'waiting',
      `console.error('waiting to take filesystem lock on build directory...');${waitFor(go).replaceAll('process.exit(0)', "(console.error('   Compiling demo v0.1.0 (/demo)'), process.exit(0))")}`,
    );
    const row = await untilRow(trees.agents, ({ label }) => label === 'waiting');
    const { resourceUri } = row.item;
    assert.ok(resourceUri);
    const token = new vscode.CancellationTokenSource().token;
    const mark = async (): Promise<vscode.FileDecoration | null | undefined> =>
      decorations.provideFileDecoration(resourceUri, token);
    const { onDidChangeFileDecorations } = decorations;
    assert.ok(onDidChangeFileDecorations);
    const change = (listener: () => void): vscode.Disposable =>
      onDidChangeFileDecorations(listener);
    await until(change, async () => (await mark())?.badge === '!');
    assert.match((await mark())?.tooltip ?? '', /build directory/);
    const contention = await child(trees.agents, row, 'Contention');
    assert.equal(contention.description, '1 open');

    await vscode.workspace.fs.writeFile(vscode.Uri.file(go), new Uint8Array());
    await untilStatus(engine, agent.id, 'done');
    await until(change, async () => (await mark()) === undefined);
    assert.equal(engine.contention(agent.id).closed.length, 1);
    await vscode.commands.executeCommand('lanekeeper.cleanAgentArtifacts', agent.id);
  });

  it('whose arguments are wrong is refused with what is wrong', async () => {
    const spawn = (argument: unknown): Thenable<unknown> =>
      vscode.commands.executeCommand('lanekeeper.spawnAgent', argument);
    await assert.rejects(async () => spawn({ colour: 'red' }), { code: 'input-invalid' });
    await assert.rejects(async () => spawn({ type: 'cobol' }), { code: 'agent-type-unknown' });
    await assert.rejects(async () => spawn({ id: '../x', command: ['true'] }), {
      code: 'agent-id-invalid',
    });
    await assert.rejects(
      async () => vscode.commands.executeCommand('lanekeeper.stopAgent', 'nobody'),
      { code: 'agent-not-found' },
    );
  });
});
