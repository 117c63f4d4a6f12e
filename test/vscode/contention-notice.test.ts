import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Agent } from '../../src/core/agent/agent.ts';
import { noticeActions } from '../../src/extension/notifications/notice-actions.ts';
import { lanekeeper, until } from './window.ts';

interface Notice {
  readonly text: string;
  readonly actions: readonly string[];
  readonly answer: (action: string | undefined) => void;
}

/** Takes notifications in the user's place, who answers when the test says so. */
function notices() {
  const shown: Notice[] = [];
  const changed = new vscode.EventEmitter<void>();
  const original: unknown = Reflect.get(vscode.window, 'showWarningMessage');
  const show = (text: string, ...actions: string[]): Thenable<string | undefined> =>
    new Promise((answer) => {
      shown.push({ text, actions, answer });
      changed.fire();
    });
  assert.ok(Reflect.set(vscode.window, 'showWarningMessage', show));
  return {
    shown,
    /** The notice with this number, counted from 0, once it is there. */
    at: async (index: number): Promise<Notice> => {
      await until(changed.event, () => shown.length > index);
      const notice = shown[index];
      assert.ok(notice);
      return notice;
    },
    dispose: () => {
      for (const { answer } of shown) answer(undefined);
      Reflect.set(vscode.window, 'showWarningMessage', original);
      changed.dispose();
    },
  };
}

describe('the notification of contention', function () {
  this.timeout(120_000);

  const agents: Agent[] = [];
  let taken: ReturnType<typeof notices>;

  before(async function () {
    if (process.platform !== 'linux') this.skip();
    await seconds(1);
  });

  after(() => seconds(undefined));

  beforeEach(() => {
    taken = notices();
  });

  afterEach(async () => {
    taken.dispose();
    for (const { id } of agents.splice(0)) {
      const clean = { agent: id, stopFirst: true };
      await vscode.commands.executeCommand('lanekeeper.cleanAgentArtifacts', clean);
    }
  });

  const seconds = (value: number | undefined): Thenable<void> =>
    vscode.workspace
      .getConfiguration()
      .update('lanekeeper.contention.noticeSeconds', value, vscode.ConfigurationTarget.Global);

  async function spawn(name: string, ...command: readonly string[]): Promise<Agent> {
    const agent: Agent = await vscode.commands.executeCommand('lanekeeper.spawnAgent', {
      name,
      command,
    });
    agents.push(agent);
    return agent;
  }

  /** A lock that one agent holds, at the place of cargo's. */
  async function held(name: string): Promise<{ lock: string; holder: Agent }> {
    const { engine: open } = await lanekeeper();
    const engine = await open();
    const build = path.join(engine.location.home, name, 'target', 'debug');
    mkdirSync(build, { recursive: true });
    const lock = path.join(build, '.cargo-lock');
    const holder = await spawn(`holds ${name}`, 'flock', lock, 'sleep', '1000');
    await until(
      (listener) => engine.observe(listener),
      () => engine.processes(holder.id).some((each) => each.name === 'sleep'),
    );
    return { lock, holder };
  }

  it('tells of a wait that lasts, who holds what, and what can be done; one at a time', async () => {
    const { engine: open } = await lanekeeper();
    const engine = await open();
    const { lock, holder } = await held('lasting');
    const waiter = await spawn('waits long', 'flock', lock, 'true');
    const notice = await taken.at(0);
    assert.match(notice.text, /^Agent "waits long" waits for .*\.cargo-lock, held by /);
    assert.ok(notice.text.includes(`${holder.id} (flock .cargo-lock sleep, pid `), notice.text);
    const { ownNamespace, wait, showHolder, stopHolder, explain, mute } = noticeActions;
    assert.deepEqual(notice.actions, [
      ...[ownNamespace, wait, showHolder, stopHolder, explain, mute],
    ]);

    // Another that waits for the same is told of only when this one is answered.
    const other = await spawn('waits as well', 'flock', lock, 'true');
    await until(
      (listener) => engine.subscribe(listener),
      () => engine.contention(other.id).open.length === 1,
    );
    const third = await held('other');
    const last = await spawn('waits elsewhere', 'flock', third.lock, 'true');
    const next = await taken.at(1);
    assert.ok(next.text.includes(`"${last.name}"`), next.text);
    assert.equal(taken.shown.length, 2);

    notice.answer(explain);
    await until(
      (listener) => vscode.window.onDidChangeActiveTextEditor(listener),
      () => vscode.window.activeTextEditor?.document.uri.scheme === 'lanekeeper-contention',
    );
    const page = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(page, /^# waits long: flock lock-wait/);
    assert.match(page, /\*\*Known because\*\*: the kernel shows it/);
    assert.match(page, /\*\*Cause\*\*: Two builds write one directory/);
    assert.equal(engine.contention(waiter.id).open.length, 1);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('stops the holder where that is wanted, and agreed to', async () => {
    const { engine: open } = await lanekeeper();
    const engine = await open();
    const { lock, holder } = await held('stopped');
    const waiter = await spawn('waits for one to stop', 'flock', lock, 'true');
    (await taken.at(0)).answer(noticeActions.stopHolder);
    (await taken.at(1)).answer('Stop Agent');
    await until(
      (listener) => engine.subscribe(listener),
      () => engine.findAgent(holder.id).status === 'stopped',
    );
    await until(
      (listener) => engine.subscribe(listener),
      () => engine.findAgent(waiter.id).status === 'done',
    );
  });

  it('tells of what is met for the third time', async () => {
    const { engine: open } = await lanekeeper();
    const engine = await open();
    const repository = path.join(engine.location.home, 'repeating');
    execFileSync('git', ['init', '-q', repository]);
    writeFileSync(path.join(repository, '.git', 'index.lock'), '');
    const add = `git -C '${repository}' add -A`;
    const script = `for i in 1 2 3; do ${add}; seq 200 >&2; done; true`;
    await spawn('meets it', 'sh', '-c', script);
    const notice = await taken.at(0);
    assert.match(notice.text, /^Agent "meets it" meets again and again index\.lock\. /);
    assert.deepEqual(notice.actions, [noticeActions.explain, noticeActions.mute]);
  });

  it('leads to the gates where memory runs out again and again', async () => {
    await lanekeeper();
    const killed = 'g++: fatal error: Killed signal terminated program cc1plus';
    const script = `for i in 1 2 3; do echo '${killed}'; echo 'compilation terminated.'; seq 200; done`;
    await spawn('wants memory', 'sh', '-c', script);
    const notice = await taken.at(0);
    const { changeGates, explain, mute } = noticeActions;
    assert.deepEqual(notice.actions, [changeGates, explain, mute]);
    notice.answer(changeGates);
    await until(
      (listener) => vscode.window.tabGroups.onDidChangeTabs(listener),
      () => vscode.window.tabGroups.activeTabGroup.activeTab?.label === 'Settings',
    );
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
});
