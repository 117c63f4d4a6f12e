import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Agent } from '../../src/core/agent/agent.ts';
import { lanekeeper, untilStatus } from './window.ts';

interface Asked {
  readonly message: string;
  readonly detail: string;
  readonly actions: readonly string[];
}

/** Answers modal questions in the user's place: VS Code shows no dialog while it runs tests. */
function answering(answer: string | undefined): { asked: Asked[]; dispose: () => void } {
  const asked: Asked[] = [];
  const original: unknown = Reflect.get(vscode.window, 'showWarningMessage');
  const respond = (
    message: string,
    options: vscode.MessageOptions,
    ...actions: string[]
  ): Thenable<string | undefined> => {
    assert.equal(options.modal, true);
    asked.push({ message, detail: options.detail ?? '', actions });
    return Promise.resolve(answer);
  };
  assert.ok(Reflect.set(vscode.window, 'showWarningMessage', respond));
  return {
    asked,
    dispose: () => {
      Reflect.set(vscode.window, 'showWarningMessage', original);
    },
  };
}

describe('the setup steps of a project', () => {
  let workspace = '';

  const settings = async (setup: readonly unknown[]): Promise<void> => {
    const file = path.join(workspace, '.lanekeeper', 'config.json');
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify({ setup, checkouts: ['shared'] }));
  };

  const spawn = async (part: object = {}): Promise<Agent | undefined> =>
    vscode.commands.executeCommand('lanekeeper.spawnAgent', {
      workspace,
      setup: 'ask',
      command: [process.execPath, '-e', ''],
      ...part,
    });

  const ended = async (agent: Agent | undefined): Promise<Agent> => {
    assert.ok(agent);
    const { engine } = await lanekeeper();
    return untilStatus(await engine(), agent.id, 'done', 'failed', 'stopped');
  };

  const marked = (): boolean => existsSync(path.join(workspace, 'mark'));

  beforeEach('make a folder', async () => {
    workspace = await realpath(await mkdtemp(path.join(tmpdir(), 'lk-steps-')));
    await settings(['touch mark']);
  });

  afterEach('remove the folder', async () => {
    await vscode.commands.executeCommand('lanekeeper.forgetSetup', { workspace });
    await rm(workspace, { recursive: true, force: true });
  });

  it('run once the user agrees, with every command in the question, and are not asked about again', async () => {
    const user = answering('Run Them');
    try {
      const agent = await ended(await spawn());
      assert.equal(agent.status, 'done');
      assert.ok(marked());
      assert.deepEqual(user.asked[0]?.actions, ['Run Them', 'Spawn Without Them', 'Show']);
      assert.match(user.asked[0].detail, /\.lanekeeper\/config\.json[^]*• touch mark\n/);
      await ended(await spawn());
      assert.equal(user.asked.length, 1);
    } finally {
      user.dispose();
    }
  });

  it('are asked about again when they change, and when the agreement is forgotten', async () => {
    const user = answering('Run Them');
    try {
      await ended(await spawn());
      await settings(['touch mark ']);
      await ended(await spawn());
      assert.equal(user.asked.length, 2);
      await vscode.commands.executeCommand('lanekeeper.forgetSetup', { workspace });
      await ended(await spawn());
      assert.equal(user.asked.length, 3);
    } finally {
      user.dispose();
    }
  });

  it('can be left out', async () => {
    const user = answering('Spawn Without Them');
    try {
      assert.equal((await ended(await spawn())).status, 'done');
      assert.ok(!marked());
      await ended(await spawn());
      assert.equal(user.asked.length, 2, 'leaving them out is no agreement');
    } finally {
      user.dispose();
    }
  });

  it('spawn nothing when the question is closed', async () => {
    const { engine: open } = await lanekeeper();
    const engine = await open();
    const before = engine.listAgents().length;
    const user = answering(undefined);
    try {
      assert.equal(await spawn(), undefined);
      assert.equal(engine.listAgents().length, before);
      assert.ok(!marked());
    } finally {
      user.dispose();
    }
  });

  it('run before the command of an interactive agent as well', async () => {
    const user = answering('Run Them');
    try {
      const agent = await spawn({ interactive: true, name: 'prepared' });
      assert.ok(agent);
      assert.ok(marked());
      vscode.window.terminals.find(({ name }) => name === 'prepared')?.dispose();
      await ended(agent);
      await vscode.commands.executeCommand('lanekeeper.cleanAgentArtifacts', {
        agent: agent.id,
        stopFirst: true,
      });
    } finally {
      user.dispose();
    }
  });

  it('are a question also when nobody can read them', async () => {
    await writeFile(path.join(workspace, '.lanekeeper', 'config.json'), 'broken');
    const user = answering('Spawn Without Them');
    try {
      assert.equal((await ended(await spawn())).status, 'done');
      assert.match(user.asked[0]?.detail ?? '', /config\.json/);
    } finally {
      user.dispose();
    }
  });

  it('are no question for a script, which gets an error or says what it wants', async () => {
    const user = answering('Run Them');
    try {
      await assert.rejects(async () => spawn({ setup: 'agreed' }), { code: 'setup-not-agreed' });
      assert.ok(!marked());
      await ended(await spawn({ setup: 'skip' }));
      assert.ok(!marked());
      await ended(await spawn({ setup: 'agree' }));
      assert.ok(marked());
      assert.deepEqual(user.asked, []);
    } finally {
      user.dispose();
    }
  });
});
