import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { z } from 'zod';
import type { GraphTask } from '../../src/core/task/graph-task.ts';
import { anotherEngine, lanekeeper, type Row, rows, until, untilStatus } from './window.ts';

const runAnswer = z.object({
  status: z.string(),
  agent: z.string().nullable(),
  tasks: z.array(z.object({ name: z.string(), status: z.string(), cached: z.boolean() })),
});

const diagnosing = `printf '%s\\n' "src/odd.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'."; exit 2`;

describe('the tasks of a project in VS Code', function () {
  this.timeout(120_000);

  const root = (): string => vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail();
  const here = (file: string): string => path.join(root(), 'scratch', file);
  /** A shell line that says that it runs, and ends once the file is there. */
  const held = (file: string) =>
    `: > scratch/${file}.up; while [ ! -e scratch/${file} ]; do sleep 0.02; done`;

  function declare(tasks: Record<string, object>): void {
    writeFileSync(path.join(root(), 'lanekeeper.json'), JSON.stringify({ tasks }, null, 2));
  }

  async function cleanUp(): Promise<void> {
    rmSync(path.join(root(), 'lanekeeper.json'), { force: true });
    rmSync(path.join(root(), 'scratch'), { recursive: true, force: true });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  }

  beforeEach(async () => {
    await cleanUp();
    mkdirSync(path.join(root(), 'scratch'));
  });
  after(cleanUp);

  async function standing(name: string): Promise<GraphTask> {
    const engine = await (await lanekeeper()).engine();
    const project = await engine.graph.load({ root: root() });
    return project.read().find((task) => task.name === name) ?? assert.fail(name);
  }

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

  const isReached = async (file: string): Promise<void> => {
    const engine = await (await lanekeeper()).engine();
    await until(
      (listener) => engine.observe(listener),
      () => existsSync(here(file)),
    );
  };

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
      await isReached('go.up');
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

  describe('as tasks of VS Code', () => {
    /** Runs a task to its end; returns the exit code that VS Code was told. */
    async function execute(task: vscode.Task): Promise<number | undefined> {
      const ended = new Promise<number | undefined>((resolve) => {
        const listening = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
          if (execution.task.name !== task.name) return;
          listening.dispose();
          resolve(exitCode);
        });
      });
      await vscode.tasks.executeTask(task);
      return ended;
    }

    async function offered(name: string): Promise<vscode.Task> {
      const all = await vscode.tasks.fetchTasks({ type: 'lanekeeper' });
      return (
        all.find((task) => task.name === name) ?? assert.fail(all.map((task) => task.name).join())
      );
    }

    it('are offered, run with what they depend on, and end with their exit code', async () => {
      await lanekeeper();
      declare({
        first: { command: 'echo first >> scratch/ran' },
        good: { command: 'echo good >> scratch/ran', dependsOn: ['first'], class: 'test' },
        bad: { command: 'exit 7' },
      });
      const good = await offered('good');
      assert.equal(good.group, vscode.TaskGroup.Test);
      assert.equal(await execute(good), 0);
      assert.equal(readFileSync(here('ran'), 'utf8'), 'first\ngood\n');
      assert.equal(await execute(await offered('bad')), 7);
    });

    it('have what they print matched for problems', async () => {
      await lanekeeper();
      declare({ check: { command: diagnosing } });
      mkdirSync(path.join(root(), 'src'), { recursive: true });
      const { definition, scope, name, source, execution } = await offered('check');
      const uri = vscode.Uri.joinPath(vscode.Uri.file(root()), 'src', 'odd.ts');
      const found = until(
        (listener) => vscode.languages.onDidChangeDiagnostics(listener),
        () => vscode.languages.getDiagnostics(uri).length > 0,
      );
      const task = new vscode.Task(
        definition,
        scope ?? vscode.TaskScope.Workspace,
        name,
        source,
        execution,
        '$tsc',
      );
      assert.equal(await execute(task), 2);
      await found;
      const [problem] = vscode.languages.getDiagnostics(uri);
      assert.match(problem?.message ?? '', /not assignable to type 'number'/);
      assert.equal(problem?.range.start.line, 2);
    });

    it('are stopped, with all that they started, when VS Code stops them', async () => {
      await lanekeeper();
      declare({ slow: { command: `echo $$ > scratch/pid; ${held('never')}` } });
      const execution = await vscode.tasks.executeTask(await offered('slow'));
      await isReached('never.up');
      const pid = Number(readFileSync(here('pid'), 'utf8'));
      execution.terminate();
      const engine = await (await lanekeeper()).engine();
      await until(
        (listener) => engine.observe(listener),
        async () => (await standing('slow')).status === 'cancelled',
      );
      assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
    });

    it('may be written in tasks.json, to run inside an agent', async () => {
      const engine = await (await lanekeeper()).engine();
      declare({ say: { command: 'echo $LANEKEEPER_AGENT > scratch/said' } });
      const agent = await engine.spawn({ workspace: root(), command: ['true'] });
      await untilStatus(engine, agent.id, 'done');
      const settings = vscode.Uri.joinPath(vscode.Uri.file(root()), '.vscode', 'tasks.json');
      const own = { type: 'lanekeeper', task: 'say', agent: agent.id, label: 'in the agent' };
      const gone = { type: 'lanekeeper', task: 'gone', label: 'that there is not' };
      await vscode.workspace.fs.writeFile(
        settings,
        Buffer.from(JSON.stringify({ version: '2.0.0', tasks: [own, gone] })),
      );
      try {
        const written = new Map<string, vscode.Task>();
        await until(
          (listener) => engine.observe(listener),
          async () => {
            for (const task of await vscode.tasks.fetchTasks()) written.set(task.name, task);
            return written.has(gone.label);
          },
        );
        const [inside, missing] = [own, gone].map(({ label }) => written.get(label));
        assert.ok(inside && missing);
        assert.equal(await execute(inside), 0);
        assert.equal(await execute(missing), 1);
        assert.equal(readFileSync(here('said'), 'utf8').trim(), agent.id);
      } finally {
        await vscode.workspace.fs.delete(settings);
        await engine.clean(agent.id, { dryRun: false });
      }
    });
  });
});
