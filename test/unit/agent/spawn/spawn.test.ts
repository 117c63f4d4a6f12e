import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { assertRefused, engineRig } from '../engine-rig.ts';

describe('spawning an agent', () => {
  const rig = engineRig();

  it('runs its command in its environment and records how it ended', async () => {
    const { engine, workspace, home, ended } = rig();
    const agent = await engine.spawn({
      id: 'dev-1',
      name: 'Builder',
      workspace,
      command: [
        'sh',
        '-c',
        'pwd; echo "$BUILD_NAMESPACE"; echo "$TMPDIR" > "$TMPDIR/said"; exit 0',
      ],
    });
    assert.equal(agent.id, 'dev-1');
    assert.ok(agent.process);
    const { status, exitCode, endedAt, namespace, environment } = await ended('dev-1');
    assert.deepEqual({ status, exitCode }, { status: 'done', exitCode: 0 });
    assert.ok(endedAt);
    assert.match(namespace, /^(linux|macos)_[a-z0-9_]+-[0-9a-f]{8}-[0-9a-f]{8}-dev-1$/);
    const log = (await engine.readLogTail('dev-1', 10_000)).toString();
    assert.ok(log.includes(workspace), log);
    assert.ok(log.includes(namespace), log);
    const temporary = environment['TMPDIR'] ?? '';
    assert.ok(temporary.startsWith(home));
    assert.equal(readFileSync(path.join(temporary, 'said'), 'utf8'), `${temporary}\n`);
  });

  it('tells the exit code of a command that fails', async () => {
    const { engine, workspace, ended } = rig();
    await engine.spawn({ id: 'a', workspace, command: ['sh', '-c', 'exit 7'] });
    const { status, exitCode, statusReason } = await ended('a');
    assert.deepEqual({ status, exitCode }, { status: 'failed', exitCode: 7 });
    assert.match(statusReason ?? '', /exit code 7/);
  });

  it('tells of a command that does not exist, in the registry and in the log', async () => {
    const { engine, workspace, ended } = rig();
    await engine.spawn({ id: 'a', workspace, command: ['no-such-program-here', '--flag'] });
    const { status, statusReason } = await ended('a');
    assert.equal(status, 'failed');
    assert.match(statusReason ?? '', /"no-such-program-here" was not found/);
    assert.match((await engine.readLogTail('a', 10_000)).toString(), /no-such-program-here/);
  });

  for (const [id, why, message] of [
    ['', 'empty', /is empty/],
    ['../x', 'path-like', /"\.\.\/x" looks like a path/],
    ['a/b', 'path-like', /"a\/b" looks like a path/],
    ['a\0b', 'with a NUL', /NUL/],
    ['con', 'reserved on Windows', /"con" is a device name on Windows/],
    ['x'.repeat(40), 'over-long', /40 characters, more than 39/],
    ['Dev', 'upper-case', /"Dev" .*upper-case/],
  ] as const) {
    it(`refuses an id that is ${why} and makes nothing`, async () => {
      const { engine, workspace, home } = rig();
      const spawning = engine.spawn({ id, workspace, command: ['true'] });
      await assertRefused(spawning, 'agent-id-invalid', message);
      assert.deepEqual(engine.listAgents(), []);
      assert.equal(existsSync(path.join(home, 'namespaces')), false);
    });
  }

  it('refuses an id that is taken and leaves its owner alone', async () => {
    const { engine, workspace, ended } = rig();
    await engine.spawn({ id: 'a', workspace, command: ['true'] });
    const before = await ended('a');
    const spawning = engine.spawn({ id: 'a', workspace, command: ['true'] });
    await assertRefused(spawning, 'agent-id-taken', /"a"/);
    assert.deepEqual(engine.findAgent('a'), before);
  });

  it('gives one of two windows an id that both want at once', async () => {
    const { engine, workspace, open, ended } = rig();
    const other = await open();
    const outcomes = await Promise.allSettled([
      engine.spawn({ id: 'a', workspace, command: ['true'] }),
      other.spawn({ id: 'a', workspace, command: ['true'] }),
    ]);
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    assert.equal((await ended('a')).status, 'done');
  });

  it('refuses a type that does not exist and names those that do', async () => {
    const { engine, workspace } = rig();
    await assertRefused(
      engine.spawn({ workspace, type: 'cobol-dev' }),
      'agent-type-unknown',
      /cobol-dev/,
    );
    assert.deepEqual(engine.listAgents(), []);
  });

  it('refuses to guess where nothing can be built', async () => {
    const { engine, workspace } = rig();
    await assertRefused(engine.spawn({ workspace }), 'toolchain-missing', /"auto"/);
    assert.deepEqual(engine.listAgents(), []);
  });

  it('refuses a folder that does not exist', async () => {
    const { engine, workspace } = rig();
    await assertRefused(
      engine.spawn({ workspace: path.join(workspace, 'gone'), command: ['true'] }),
      'workspace-missing',
      /workspace\/gone/,
    );
    assert.deepEqual(engine.listAgents(), []);
  });

  it('leaves nothing of a spawn that is cancelled', async () => {
    const { engine, workspace, home } = rig();
    const controller = new AbortController();
    await assert.rejects(
      engine.spawn({
        id: 'a',
        workspace,
        command: ['true'],
        signal: controller.signal,
        onProgress: (message) => {
          if (message.includes('environment')) controller.abort();
        },
      }),
    );
    assert.deepEqual(engine.listAgents(), []);
    assert.deepEqual(readdirSync(path.join(home, 'namespaces')), []);
    assert.deepEqual(readdirSync(path.join(home, 't')), []);
  });

  it('never lets the environment of the window into what is recorded', async () => {
    const { workspace, open, ended } = rig();
    process.env['SOME_API_TOKEN'] = 'secret-5d1c';
    const engine = await open();
    delete process.env['SOME_API_TOKEN'];
    await engine.spawn({ id: 'a', workspace, command: ['true'] });
    const agent = await ended('a');
    assert.equal(JSON.stringify(agent).includes('secret-5d1c'), false);
  });
});
