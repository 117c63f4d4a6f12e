import assert from 'node:assert/strict';
import path from 'node:path';
import { writeFiles } from '../git-repository.ts';
import { runTool } from '../../../src/core/environment/tool-output.ts';
import { requireTool } from '../required-tool.ts';
import { engineRig } from './engine-rig.ts';

describe('what each agent found in the compiler cache', function () {
  this.timeout(240_000);

  // Before the rig, which then removes the directories that the server works in.
  afterEach(async function () {
    const { environment, home } = rig();
    await runTool(await requireTool(this, 'sccache'), ['--stop-server'], {
      cwd: path.dirname(home),
      environment,
    });
  });
  const rig = engineRig({ stopGraceMs: 300, seeding: 'never' });

  it('is counted agent by agent, with the reason for each compilation that was not found', async function () {
    await requireTool(this, 'cargo');
    await requireTool(this, 'sccache');
    const { engine, environment, home, workspace, ended } = rig();
    environment['SCCACHE_DIR'] = path.join(home, '..', 'sccache');
    environment['SCCACHE_SERVER_UDS'] = path.join(home, '..', 'socket');
    writeFiles(workspace, {
      // serde_core reads a file that its build script writes, so that its code depends on the agent's own folder.
      'Cargo.toml':
        '[package]\nname = "mine"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\nitoa = "=1.0.15"\nserde_core = "=1.0.228"\n',
      'src/main.rs': 'fn main() { print!("{}", itoa::Buffer::new().format(7)); }\n',
    });
    const build = async (id: string): Promise<Record<string, number>> => {
      await engine.spawn({ id, type: 'rust-dev', workspace, command: ['cargo', 'build'] });
      const { status } = await ended(id);
      assert.equal(status, 'done', (await engine.readLogTail(id, 10_000)).toString());
      const [count, ...others] = engine.lookups(id).filter(({ cache }) => cache === 'sccache');
      assert.ok(count && others.length === 0);
      const reasons = new Map(count.reasons.map((each) => [each.reason, each.count]));
      return { hits: count.hits, misses: count.misses, ...Object.fromEntries(reasons) };
    };
    const always = { 'build-script': 1, program: 1 };
    assert.deepEqual(await build('one'), { hits: 0, misses: 2, 'first-time': 2, ...always });
    assert.deepEqual(await build('two'), { hits: 1, misses: 1, 'out-dir': 1, ...always });

    const { caches } = await engine.caches();
    const cache = caches.find(({ name }) => name === 'sccache');
    assert.deepEqual(
      cache?.agents.map(({ agent, hits, misses }) => [agent, hits, misses]),
      [
        ['one', 0, 2],
        ['two', 1, 1],
      ],
    );
    assert.deepEqual(cache.reasons, [
      { reason: 'build-script', count: 2 },
      { reason: 'first-time', count: 2 },
      { reason: 'program', count: 2 },
      { reason: 'out-dir', count: 1 },
    ]);
  });
});
