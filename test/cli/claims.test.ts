import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { temporaryDirectory } from '../unit/temporary-directory.ts';
import { type CallOptions, errorOf, lanekeeper } from './command-line.ts';

const shown = z.object({
  claims: z.array(z.object({ globs: z.array(z.string()), mode: z.enum(['read', 'write']) })),
  edits: z.array(z.unknown()),
});

describe('lanekeeper claim, release and conflicts', () => {
  const directory = temporaryDirectory();
  const at = (variables: Readonly<Record<string, string>> = {}): CallOptions => {
    const workspace = path.join(directory(), 'workspace');
    mkdirSync(workspace, { recursive: true });
    return { home: path.join(directory(), 'home'), cwd: workspace, variables };
  };

  it('keep others off paths, with 3 for those who are refused', async () => {
    const spawned = await lanekeeper(['spawn', '--id', 'one', '--', 'sleep', '600'], at());
    assert.equal(spawned.code, 0, spawned.stderr);
    // As the agent itself would, in its own environment.
    const claimed = await lanekeeper(['claim', 'src/**'], at({ LANEKEEPER_AGENT: 'one' }));
    assert.equal(claimed.stdout, 'claimed src/** for writing\n');
    const person = at({ LANEKEEPER_AGENT: '' });
    const refused = errorOf(
      await lanekeeper(['claim', '--json', '--for', '10m', 'src/main.rs'], person),
    );
    assert.equal(refused.exitCode, 3);
    assert.match(refused.message, /claimed for writing by agent "one"/);
    const conflicts = shown.parse(
      JSON.parse((await lanekeeper(['conflicts', '--json'], person)).stdout),
    );
    assert.deepEqual(conflicts.claims, [{ globs: ['src/**'], mode: 'write' }]);
    const released = await lanekeeper(['release', '--agent', 'one'], person);
    assert.equal(released.stdout, 'released src/**\n');
    assert.equal((await lanekeeper(['claim', '--for', '10m', 'src/main.rs'], person)).code, 0);
    await lanekeeper(['stop', 'one'], at());
  });

  it('refuse a time that is none', async () => {
    const { code, stderr } = await lanekeeper(['claim', '--for', 'ever', 'src'], at());
    assert.equal(code, 2);
    assert.match(stderr, /Give a time such as 90s, 10m, 2h or 1d/);
  });
});
