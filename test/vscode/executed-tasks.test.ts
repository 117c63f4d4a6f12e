import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { cleanProject, declare, held, here, isHeld, root } from './project.ts';
import { lanekeeper, until, untilStatus } from './window.ts';

const diagnosing = `printf '%s\\n' "src/odd.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'."; exit 2`;

const warning = `echo "src/warned.ts(1,1): warning TS6133: 'x' is declared but its value is never read."`;

describe('the tasks of a project as tasks of VS Code', function () {
  this.timeout(120_000);
  cleanProject();

  async function standing(name: string): Promise<string | undefined> {
    const engine = await (await lanekeeper()).engine();
    const project = await engine.graph.load({ root: root() });
    return project.read().find((task) => task.name === name)?.status;
  }

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

  it('keep their problems when nothing is to be done', async () => {
    await lanekeeper();
    declare({
      warn: { command: warning, inputs: ['lanekeeper.json'], outputs: [] },
      quiet: { command: 'true' },
    });
    const uri = vscode.Uri.joinPath(vscode.Uri.file(root()), 'src', 'warned.ts');
    const { definition, scope, name, source, execution } = await offered('warn');
    const task = new vscode.Task(
      definition,
      scope ?? vscode.TaskScope.Workspace,
      name,
      source,
      execution,
      '$tsc',
    );
    for (const status of ['ran', 'fresh', 'fresh']) {
      const found = until(
        (listener) => vscode.languages.onDidChangeDiagnostics(listener),
        () => vscode.languages.getDiagnostics(uri).length > 0,
      );
      assert.equal(await execute(task), 0, status);
      await found;
      // VS Code takes back what a task does not print again, and has done so once the next one has ended.
      await execute(await offered('quiet'));
      assert.equal(vscode.languages.getDiagnostics(uri).length, 1, status);
    }
    const engine = await (await lanekeeper()).engine();
    const runs = await engine.graph.runs({ root: root() });
    const ofIt = runs.filter(({ names }) => names.includes('warn'));
    assert.deepEqual(
      ofIt.slice(0, 3).map(({ counts }) => counts.cached),
      [1, 1, 0],
    );
  });

  it('are stopped, with all that they started, when VS Code stops them', async () => {
    await lanekeeper();
    declare({ slow: { command: `echo $$ > scratch/pid; ${held('never')}` } });
    const execution = await vscode.tasks.executeTask(await offered('slow'));
    await isHeld('never');
    const pid = Number(readFileSync(here('pid'), 'utf8'));
    execution.terminate();
    const engine = await (await lanekeeper()).engine();
    await until(
      (listener) => engine.observe(listener),
      async () => (await standing('slow')) === 'cancelled',
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
