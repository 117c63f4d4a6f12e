import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ClaimRequest } from '../../../src/core/claim/claim-paths.ts';
import type { Engine } from '../../../src/core/engine.ts';
import { engineRig } from '../agent/engine-rig.ts';

function git(cwd: string, ...parameters: string[]): void {
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...parameters], {
    cwd,
    stdio: 'pipe',
  });
}

describe('claimed paths', () => {
  const rig = engineRig();

  async function spawn(engine: Engine, id: string, checkout: 'shared' | 'worktree' = 'shared') {
    const { workspace } = rig();
    return engine.spawn({ id, workspace, checkout, command: ['sleep', '600'] });
  }

  function request(
    agent: { id: string; uid: string },
    globs: string[],
    directory?: string,
  ): ClaimRequest {
    return {
      directory: directory ?? rig().workspace,
      globs,
      mode: 'write',
      owner: { kind: 'agent', id: agent.id, uid: agent.uid },
      purpose: null,
      seconds: null,
    };
  }

  function makeRepository(): string {
    const { workspace } = rig();
    mkdirSync(path.join(workspace, 'web'));
    writeFileSync(path.join(workspace, 'web/index.ts'), 'export {};\n');
    writeFileSync(path.join(workspace, 'other.ts'), 'export {};\n');
    git(workspace, 'init', '--quiet');
    git(workspace, 'add', '--all');
    git(workspace, 'commit', '--quiet', '--message', 'first');
    return workspace;
  }

  it('are refused to all others until they are released, also to another process', async () => {
    const { engine, open, workspace } = rig();
    const [one, two] = [await spawn(engine, 'one'), await spawn(engine, 'two')];
    await engine.paths.claim(request(one, ['src/**']));
    const elsewhere = await open();
    await assert.rejects(elsewhere.paths.claim(request(two, ['src/a.ts'])), {
      code: 'paths-claimed',
      message: /by agent "one"/,
    });
    await engine.paths.release(request(one, ['src/**']));
    await elsewhere.paths.claim(request(two, ['src/a.ts']));
    const { claims } = await engine.paths.conflicts(workspace);
    assert.deepEqual(
      claims.map(({ globs }) => globs),
      [['src/a.ts']],
    );
  });

  it('are one agent’s where two ask at the same moment', async () => {
    const { engine, open } = rig();
    const [one, two] = [await spawn(engine, 'one'), await spawn(engine, 'two')];
    const elsewhere = await open();
    const asked = await Promise.allSettled([
      engine.paths.claim(request(one, ['src/**'])),
      elsewhere.paths.claim(request(two, ['src/**'])),
    ]);
    assert.deepEqual(asked.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  });

  it('are free once their agent has ended, however it ended', async () => {
    const { engine, workspace, ended } = rig();
    const one = await spawn(engine, 'one');
    await engine.paths.claim(request(one, ['src/**']));
    await engine.stop('one');
    await ended('one');
    assert.deepEqual((await engine.paths.conflicts(workspace)).claims, []);
    const two = await spawn(engine, 'two');
    await engine.paths.claim(request(two, ['src/**']));
  });

  it('of a person end at the time they gave, and must have one', async () => {
    const { engine, workspace } = rig();
    const person = { kind: 'person', name: 'jane' } as const;
    const claim = { ...request({ id: '', uid: '' }, ['docs/**']), owner: person };
    await assert.rejects(engine.paths.claim(claim), { code: 'usage', message: /needs an end/ });
    await engine.paths.claim({ ...claim, seconds: 3600 });
    assert.equal((await engine.paths.conflicts(workspace)).claims.length, 1);
    await engine.paths.release(claim);
    await assert.rejects(engine.paths.release(claim), { code: 'claim-not-found' });
  });

  it('hold in every worktree of the repository, and from any folder of it', async () => {
    const workspace = makeRepository();
    const { engine } = rig();
    const one = await spawn(engine, 'one');
    const two = await spawn(engine, 'two', 'worktree');
    await engine.paths.claim(request(one, ['index.ts'], path.join(workspace, 'web')));
    await assert.rejects(engine.paths.claim(request(two, ['web/**'], two.path)), {
      code: 'paths-claimed',
    });
  });

  for (const outside of ['../x', '/etc/passwd', 'a/../../b']) {
    it(`are not outside the project: ${outside}`, async () => {
      const { engine } = rig();
      const one = await spawn(engine, 'one');
      await assert.rejects(engine.paths.claim(request(one, [outside])), { code: 'usage' });
    });
  }

  it('stand beside the files that two worktrees have both changed, committed or not', async () => {
    const workspace = makeRepository();
    const { engine } = rig();
    const [one, two] = [
      await spawn(engine, 'one', 'worktree'),
      await spawn(engine, 'two', 'worktree'),
    ];
    writeFileSync(path.join(one.path, 'web/index.ts'), 'export const one = 1;\n');
    git(one.path, 'commit', '--quiet', '--all', '--message', 'one');
    rmSync(path.join(two.path, 'web/index.ts'));
    writeFileSync(path.join(one.path, 'new.ts'), '');
    writeFileSync(path.join(two.path, 'new.ts'), '');
    writeFileSync(path.join(two.path, 'other.ts'), 'changed by one alone\n');
    const { edits } = await engine.paths.conflicts(workspace);
    assert.deepEqual(
      edits.map((edit) => [edit.path, edit.worktrees.flatMap(({ agents }) => agents)]),
      [
        ['new.ts', ['one', 'two']],
        ['web/index.ts', ['one', 'two']],
      ],
    );
  });
});
