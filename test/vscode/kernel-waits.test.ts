import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Agent } from '../../src/core/agent/agent.ts';
import { lanekeeper, until, untilRow } from './window.ts';

describe('an agent that waits for what another agent holds', function () {
  this.timeout(120_000);

  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  const spawn = (name: string, command: readonly string[]): Thenable<Agent> =>
    vscode.commands.executeCommand('lanekeeper.spawnAgent', { name, command });

  for (const [title, quiet, source] of [
    ['is marked with holder and time while cargo says that it waits', [], 'both'],
    ['is marked with holder and time though cargo -q waits in silence', ['-q'], 'kernel'],
  ] as const) {
    it(title, async () => {
      const { engine: open, trees, decorations } = await lanekeeper();
      const engine = await open();
      const app = path.join(engine.location.home, `app-${source}`);
      const build = path.join(app, 'target', 'debug');
      mkdirSync(path.join(app, 'src'), { recursive: true });
      mkdirSync(build, { recursive: true });
      writeFileSync(path.join(app, 'Cargo.toml'), '[package]\nname = "app"\nversion = "0.1.0"\n');
      writeFileSync(path.join(app, 'src', 'main.rs'), 'fn main() {}\n');
      const lock = path.join(build, '.cargo-lock');
      const holder = await spawn(`holds ${source}`, ['flock', lock, 'sleep', '1000']);
      const manifest = ['--manifest-path', path.join(app, 'Cargo.toml')];
      const directory = ['--target-dir', path.join(app, 'target')];
      await until(
        (listener) => engine.observe(listener),
        () => engine.processes(holder.id).some(({ name }) => name === 'sleep'),
      );
      const waiter = await spawn(`waits ${source}`, [
        ...['cargo', 'build', '--offline', ...quiet, ...manifest, ...directory],
      ]);
      const contention = () => engine.contention(waiter.id);
      await until(
        (listener) => engine.subscribe(listener),
        () => contention().open.some((each) => each.source === source),
      );
      const [seen] = contention().open;
      assert.equal(seen?.path, lock);
      assert.equal(seen.holder?.agent, holder.id);
      assert.equal(seen.holder.command, 'flock .cargo-lock sleep');
      const row = await untilRow(
        trees.agents,
        ({ label, item }) =>
          label === waiter.name &&
          (item.accessibilityInformation?.label ?? '').includes('waits for'),
      );
      const { resourceUri } = row.item;
      assert.ok(resourceUri);
      const { token } = new vscode.CancellationTokenSource();
      const mark = async () => decorations.provideFileDecoration(resourceUri, token);
      const { onDidChangeFileDecorations: changed } = decorations;
      assert.ok(changed);
      const whose = new RegExp(`held by ${holder.id} \\(flock \\.cargo-lock sleep, pid \\d+\\)`);
      // The window hears of it a moment after the engine.
      await until(
        (listener) => changed(listener),
        async () => whose.test((await mark())?.tooltip ?? ''),
      );
      assert.equal((await mark())?.badge, '!');

      const released = Date.now();
      await engine.stop(holder.id);
      const stopped = Date.now();
      await until(
        (listener) => engine.subscribe(listener),
        () => contention().open.length === 0,
      );
      const [closed] = contention().closed;
      assert.ok(closed?.until);
      await until(
        (listener) => changed(listener),
        async () => (await mark()) === undefined,
      );
      // The lock went between these two, and its end was noticed within a second of it.
      const end = Date.parse(closed.until);
      assert.ok(end >= released && end <= stopped + 1000, `${String(end - stopped)} ms after`);
      const [total] = engine.contentionTotals().filter(({ agent }) => agent === waiter.id);
      assert.ok(total);
      assert.equal(Math.round(total.seconds * 1000), end - Date.parse(closed.since));
      for (const { id } of [waiter, holder]) {
        await vscode.commands.executeCommand('lanekeeper.cleanAgentArtifacts', {
          agent: id,
          stopFirst: true,
        });
      }
    });
  }
});
