import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { z } from 'zod';
import { cleanProject, declare, held, here, isHeld, root } from './project.ts';
import { anotherEngine, lanekeeper, type Row, rows, until, untilStatus } from './window.ts';

const runAnswer = z.object({
  status: z.string(),
  agent: z.string().nullable(),
  tasks: z.array(z.object({ name: z.string(), status: z.string(), cached: z.boolean() })),
});

describe('the tasks of a project in VS Code', function () {
  this.timeout(120_000);

  cleanProject();

  /** Waits until the row of a task fits; rows are drawn a moment after the engine knows. */
  async function untilTask(name: string, fits: (row: Row) => boolean): Promise<Row> {
    const { trees } = await lanekeeper();
    const { onDidChangeTreeData: changed } = trees.tasks;
    assert.ok(changed);
    let found: Row | undefined;
    await until(
      (listener) => changed(listener),
      async () => {
        const folders = (await rows(trees.tasks)).filter(({ label }) =>
          label.startsWith('Tasks of'),
        );
        const all = await Promise.all(folders.map(({ node }) => rows(trees.tasks, node)));
        found = all.flat().find((row) => row.label === name && fits(row));
        return found !== undefined;
      },
    );
    return found ?? assert.fail();
  }

  it('are rows of their folder as soon as they are declared, and tell what became of them', async () => {
    await untilNoTask();
    declare({
      make: {
        command: 'cat scratch/in > scratch/out',
        inputs: ['scratch/in'],
        outputs: ['scratch/out'],
      },
      bad: { command: 'echo first; echo that was it; exit 3' },
    });
    const idle = await untilTask('make', ({ description }) => description === '');
    assert.match(String(idle.item.contextValue), /\btask\b.*\bended\b/);
    for (const input of ['a', 'b', 'a']) {
      writeFileSync(here('in'), input);
      await vscode.commands.executeCommand('lanekeeper.runTask', 'make');
    }
    await untilTask('make', ({ description }) => description.startsWith('cached'));
    const run = runAnswer.parse(
      await vscode.commands.executeCommand('lanekeeper.runTask', {
        task: 'bad',
        workspace: root(),
      }),
    );
    assert.deepEqual([run.status, run.tasks[0]?.status], ['failed', 'failed']);
    await untilTask('bad', ({ description }) => description === 'failed · that was it');
    await vscode.commands.executeCommand('lanekeeper.showTaskLog', 'bad');
    const log = vscode.window.terminals.find(({ name }) => name === 'bad (log)');
    assert.ok(log);
    log.dispose();
  });

  async function untilNoTask(): Promise<void> {
    const { trees } = await lanekeeper();
    const { onDidChangeTreeData: changed } = trees.tasks;
    assert.ok(changed);
    await until(
      (listener) => changed(listener),
      async () => {
        const folders = (await rows(trees.tasks)).filter(({ label }) =>
          label.startsWith('Tasks of'),
        );
        const all = await Promise.all(folders.map(({ node }) => rows(trees.tasks, node)));
        return !all.flat().some(({ label }) => label === 'make' || label === 'bad');
      },
    );
  }

  it('are raised and cancelled where they wait, also in the run of another process', async () => {
    declare({
      busy: { command: held('go'), priority: 100 },
      ...Object.fromEntries(
        ['one', 'two', 'last'].map((name) => [name, { command: `echo ${name} >> scratch/order` }]),
      ),
      stopped: { command: 'echo stopped >> scratch/order' },
    });
    const { taskDecorations } = await lanekeeper();
    const other = await anotherEngine();
    try {
      const names = ['busy', 'one', 'two', 'last', 'stopped'];
      const running = other.graph.run({ place: { root: root() }, names, concurrency: 1 });
      await isHeld('go');
      const row = await untilTask('last', ({ item }) =>
        String(item.contextValue).includes('waiting'),
      );
      assert.match(row.description, /^waiting · Needs 1 processors, 0 are free\./);
      const { resourceUri } = row.item;
      assert.ok(resourceUri);
      const { token } = new vscode.CancellationTokenSource();
      const mark = await taskDecorations.provideFileDecoration(resourceUri, token);
      assert.equal(mark?.badge, '!');
      await untilTask('busy', ({ description }) => description.startsWith('running'));
      assert.deepEqual(
        await vscode.commands.executeCommand('lanekeeper.raiseTaskPriority', 'last'),
        {
          runs: 1,
        },
      );
      await untilTask('last', ({ description }) => description.endsWith('priority 100'));
      // As the buttons of the row do.
      await vscode.commands.executeCommand(
        'lanekeeper.cancelTask',
        (await untilTask('stopped', () => true)).node,
      );
      writeFileSync(here('go'), '');
      const { states } = await running;
      assert.equal(states.get('stopped')?.status, 'cancelled');
      assert.deepEqual(readFileSync(here('order'), 'utf8').split('\n')[0], 'last');
      await untilTask('stopped', ({ description }) => description === 'stopped');
    } finally {
      other.dispose();
    }
  });

  it('are marked while what they run waits for a lock that another agent has', async function () {
    if (process.platform !== 'linux') this.skip();
    const { engine: open, taskDecorations } = await lanekeeper();
    const engine = await open();
    const lock = here('lock');
    declare({ locked: { command: `flock ${lock} true` } });
    const idle = await engine.spawn({ workspace: root(), command: ['sleep', '1000'] });
    const holder = await engine.spawn({
      workspace: root(),
      command: ['flock', lock, 'sleep', '1000'],
    });
    await until(
      (listener) => engine.observe(listener),
      () => engine.processes(holder.id).some(({ name }) => name === 'sleep'),
    );
    const running = vscode.commands.executeCommand('lanekeeper.runTask', {
      task: 'locked',
      agent: idle.id,
    });
    const { item } = await untilTask('locked', ({ description }) =>
      description.startsWith(`${idle.id} · running`),
    );
    const { onDidChangeFileDecorations: changed } = taskDecorations;
    const { resourceUri } = item;
    assert.ok(changed && resourceUri);
    const { token } = new vscode.CancellationTokenSource();
    const mark = async () => taskDecorations.provideFileDecoration(resourceUri, token);
    await until(
      (listener) => changed(listener),
      async () => ((await mark())?.tooltip ?? '').startsWith('Waits for '),
    );
    assert.equal((await mark())?.badge, '!');
    await engine.stop(holder.id);
    assert.equal(runAnswer.parse(await running).status, 'done');
    await until(
      (listener) => changed(listener),
      async () => (await mark()) === undefined,
    );
    await engine.stop(idle.id);
    for (const { id } of [idle, holder]) await engine.clean(id, { dryRun: false });
  });

  it('are explained on a page, and their declaration is where it says', async () => {
    declare({
      first: { command: 'true' },
      explained: { command: 'make all', inputs: ['scratch/in'], dependsOn: ['first'] },
    });
    const { node } = await untilTask('explained', () => true);
    await vscode.commands.executeCommand('lanekeeper.explainTask', node);
    const page = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(page, /^# Task explained\n\n {4}make all\n/);
    assert.match(page, /\*\*A run would do it\.\*\*\n\n- It has not been done in this checkout\./);
    await vscode.commands.executeCommand('lanekeeper.openTaskDeclaration', node);
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    assert.equal(path.basename(editor.document.fileName), 'lanekeeper.json');
    assert.match(editor.document.lineAt(editor.selection.active.line).text, /"explained": \{/);
    assert.equal(editor.selection.active.character, 4);
  });

  it('draw again no row but those that stand otherwise', async () => {
    const { trees } = await lanekeeper();
    declare({ one: { command: 'true' }, two: { command: 'true' } });
    await untilTask('two', () => true);
    const drawn: string[] = [];
    const { onDidChangeTreeData: changed } = trees.tasks;
    assert.ok(changed);
    const listening = changed((nodes) => {
      for (const node of [nodes].flat()) drawn.push(node?.id ?? 'all of them');
    });
    await vscode.commands.executeCommand('lanekeeper.runTask', 'one');
    await untilTask('one', ({ description }) => description.startsWith('ran'));
    await until(
      (listener) => changed(listener),
      () => drawn.some((id) => id.endsWith('/one')),
    );
    listening.dispose();
    assert.deepEqual(
      drawn.filter((id) => id.endsWith('/two') || id === 'all of them'),
      [],
    );
  });

  it('run in the environment of an agent', async () => {
    const engine = await (await lanekeeper()).engine();
    declare({ say: { command: 'echo $LANEKEEPER_AGENT > scratch/said' } });
    const agent = await engine.spawn({ workspace: root(), command: ['true'] });
    await untilStatus(engine, agent.id, 'done');
    const answer = await vscode.commands.executeCommand('lanekeeper.runTask', {
      task: 'say',
      agent: agent.id,
    });
    assert.equal(runAnswer.parse(answer).agent, agent.id);
    assert.equal(readFileSync(here('said'), 'utf8').trim(), agent.id);
    await engine.clean(agent.id, { dryRun: false });
  });

  it('are refused where they do not exist, or the argument makes no sense', async () => {
    declare({ make: { command: 'true' } });
    for (const [argument, code] of [
      [{ task: 'none' }, 'task-not-found'],
      [{ tasks: 'make' }, 'input-invalid'],
      [{ task: 'make', workspace: 'relative' }, 'input-invalid'],
    ] as const) {
      await assert.rejects(
        async () => vscode.commands.executeCommand('lanekeeper.runTask', argument),
        { code },
      );
    }
    await assert.rejects(
      async () => vscode.commands.executeCommand('lanekeeper.showTaskLog', 'make'),
      {
        code: 'task-log-missing',
      },
    );
  });

  it('show in place of their rows why they cannot be read', async () => {
    const { trees } = await lanekeeper();
    writeFileSync(path.join(root(), 'lanekeeper.json'), '{ "tasks": { "a": { "comand": "x" } } }');
    await vscode.commands.executeCommand('lanekeeper.refresh');
    const [folder] = await rows(trees.tasks);
    assert.match(folder?.description ?? '', /lanekeeper\.json cannot be read: .*comand/);
    const [fault] = await rows(trees.tasks, folder?.node);
    assert.match(fault?.label ?? '', /comand/);
  });
});
