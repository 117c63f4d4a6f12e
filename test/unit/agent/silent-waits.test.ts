import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { LanekeeperEvent } from '../../../src/core/events.ts';
import { writeFiles } from '../git-repository.ts';
import { requireTool } from '../required-tool.ts';
import { engineRig } from './engine-rig.ts';

type Told = Extract<LanekeeperEvent, { type: `contention-${string}` }>;

describe('two agents that meet at a lock', function () {
  this.timeout(60_000);
  const rig = engineRig();
  const file = (name: string) => path.join(rig().workspace, name);

  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  beforeEach(async function () {
    await requireTool(this, 'flock');
  });

  const told = async (type: Told['type'], fits: (told: Told) => boolean = () => true) => {
    const event = await rig().happened(
      (each) => each.type === type && each.agent === 'test' && fits(each),
    );
    assert.ok(event.type === type && 'contention' in event);
    return event.contention;
  };

  /** An agent that has a lock until it is stopped. */
  const hold = async (lock: string) => {
    const { engine, workspace } = rig();
    await engine.spawn({
      id: 'dev',
      workspace,
      command: ['flock', lock, 'sh', '-c', 'echo held; exec sleep 1000'],
    });
    const signal = new AbortController();
    for await (const chunk of engine.followLog('dev', signal.signal)) {
      if (Buffer.from(chunk).includes('held')) signal.abort();
    }
  };
  const release = () => rig().engine.stop('dev');

  it('are told of though neither prints anything, with who holds it and what was lost', async () => {
    const { engine, workspace } = rig();
    await hold(file('lock'));
    await engine.spawn({ id: 'test', workspace, command: ['flock', file('lock'), 'true'] });
    const opened = await told('contention-opened');
    assert.equal(opened.source, 'kernel');
    assert.equal(opened.stream, null);
    assert.equal(opened.path, file('lock'));
    assert.equal(opened.finding.resource, file('lock'));
    assert.equal(opened.holder?.agent, 'dev');
    assert.equal(opened.holder.command, 'flock lock sh');
    assert.match(
      opened.finding.text,
      /^flock lock true \(pid \d+\) waits in silence for .*\/lock, held by flock lock sh \(pid \d+\)\.$/,
    );
    await release();
    const closed = await told('contention-closed');
    assert.equal(closed.id, opened.id);
    assert.deepEqual(engine.contention('test').open, []);
    const [total] = engine.contentionTotals();
    assert.equal(total?.agent, 'test');
    assert.equal(total.resource, file('lock'));
    assert.equal(total.count, 1);
    const lost = Date.parse(closed.until ?? '') - Date.parse(closed.since);
    assert.equal(Math.round(total.seconds * 1000), lost);
  });

  it('are one contention when a tool also says that it waits, which names the holder', async function () {
    await requireTool(this, 'cargo');
    const { engine, workspace } = rig();
    mkdirSync(file('app'));
    writeFiles(file('app'), {
      'Cargo.toml': '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n',
      'src/main.rs': 'fn main() {}\n',
      'target/debug/.cargo-lock': '',
    });
    const lock = file('app/target/debug/.cargo-lock');
    await hold(lock);
    const manifest = [
      '--manifest-path',
      file('app/Cargo.toml'),
      '--target-dir',
      file('app/target'),
    ];
    const command = ['cargo', 'build', '--offline', ...manifest];
    await engine.spawn({ id: 'test', workspace, command });
    const merged = await told(
      'contention-changed',
      ({ contention }) => contention.source === 'both',
    );
    assert.equal(merged.path, lock);
    assert.match(merged.finding.resource, /^(build|artifact) directory$/);
    assert.equal(merged.finding.text.startsWith('Blocking waiting'), true);
    assert.equal(merged.holder?.agent, 'dev');
    assert.equal(merged.waiter?.command, 'cargo build');
    const { open } = engine.contention('test');
    assert.deepEqual(
      open.map(({ id }) => id),
      [merged.id],
    );
    await release();
    assert.equal((await told('contention-closed')).id, merged.id);
  });

  it('are not told of when a tool only seems to wait: the kernel refutes it', async () => {
    const { engine, workspace } = rig();
    const text = '    Blocking waiting for file lock on build directory';
    const script = `echo "${text}"; exec sleep 1000`;
    await engine.spawn({ id: 'test', workspace, command: ['sh', '-c', script] });
    await told('contention-opened');
    const closed = await told('contention-closed');
    assert.equal(closed.refuted, true);
    assert.deepEqual(engine.contentionTotals(), []);
  });
});
