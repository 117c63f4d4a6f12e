import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { LanekeeperEvent } from '../../../../src/core/events.ts';
import { writeFiles } from '../../git-repository.ts';
import { requireTool } from '../../required-tool.ts';
import { engineRig } from '../engine-rig.ts';

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

  /** Waits until the agent has printed this, and returns all that it has printed by then. */
  const printed = async (id: string, text: RegExp): Promise<string> => {
    const follow = new AbortController();
    let all = '';
    for await (const chunk of rig().engine.followLog(id, follow.signal)) {
      all += Buffer.from(chunk).toString();
      if (text.test(all)) follow.abort();
    }
    return all;
  };

  /** An agent that has a lock until it is stopped. */
  const hold = async (lock: string) => {
    const { engine, workspace } = rig();
    await engine.spawn({
      id: 'dev',
      workspace,
      command: ['flock', lock, 'sh', '-c', 'echo held; exec sleep 1000'],
    });
    await printed('dev', /^held/m);
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

  it('over a port are told of with who listens on it', async () => {
    const { engine, workspace } = rig();
    const listen = (port: number): string =>
      `const server = require('node:net').createServer().listen(${String(port)}, '127.0.0.1', () => console.log('port ' + server.address().port))`;
    await engine.spawn({ id: 'dev', workspace, command: [process.execPath, '-e', listen(0)] });
    const port = Number(/port (\d+)/.exec(await printed('dev', /port \d+\s/))?.[1]);
    await engine.spawn({ id: 'test', workspace, command: [process.execPath, '-e', listen(port)] });
    // What the next look tells of it, if the agent is still there; another one keeps the watch otherwise.
    const { holder } = await told('contention-changed');
    assert.equal(holder?.agent, 'dev');
    assert.equal(typeof holder.pid, 'number');
  });

  it('over a lock file that git makes are told of with its age when nobody has it open', async function () {
    await requireTool(this, 'git');
    const { engine, workspace } = rig();
    await engine.spawn({ id: 'dev', workspace, command: ['sleep', '1000'] });
    execFileSync('git', ['init', '-q', workspace]);
    writeFiles(workspace, { '.git/index.lock': '', file: '' });
    await engine.spawn({ id: 'test', workspace, command: ['git', 'add', 'file'] });
    const { path: lock, finding } = await told('contention-changed');
    assert.equal(lock, file('.git/index.lock'));
    assert.match(finding.cure, /^No process has .*index\.lock open; it was made .* ago\./);
  });
});
