import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { erase } from '../../../src/core/artifact/erase.ts';
import { holdDirectory } from '../../../src/core/artifact/held-directory.ts';
import { trashEntry } from '../../../src/core/artifact/trash.ts';
import { build, holdsForeign, hostileTree, snapshot } from './hostile-tree.ts';
import { cleanHostile, makeWorld, type HostileWorld } from './hostile-world.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const swapper = path.join(import.meta.dirname, '../../fixtures/programs/swapper.ts');

describe('clean-up of hostile trees', () => {
  const directory = temporaryDirectory();
  let world: HostileWorld;
  beforeEach(() => {
    world = makeWorld(directory());
  });

  it('deletes the root and nothing outside it, and foresees to the byte what it frees', async () => {
    await fc.assert(
      fc.asyncProperty(hostileTree, async (entries) => {
        await cleanHostile(world, entries, { alone: true });
      }),
      { numRuns: 150 },
    );
  });

  it('deletes nothing outside while a process exchanges directories for links to the outside', async () => {
    const { namespaces, trash } = world.location;
    const meddler: ChildProcess = fork(swapper, [world.canary, namespaces, trash]);
    try {
      await once(meddler, 'message');
      await fc.assert(
        fc.asyncProperty(hostileTree, async (entries) => {
          await cleanHostile(world, entries, { alone: false });
        }),
        { numRuns: 150 },
      );
    } finally {
      meddler.kill('SIGKILL');
      await once(meddler, 'exit');
    }
  });

  it('deletes nothing outside where directories can only be held by path', async () => {
    await fc.assert(
      fc.asyncProperty(hostileTree, async (entries) => {
        const entry = trashEntry('doomed', { kind: 'namespace', agent: 'dev-1', uid: 'mine' });
        const place = path.join(world.location.trash, entry.name);
        mkdirSync(place);
        build(entries, place, { canary: world.canary, root: place });

        const trash = holdDirectory(world.location.trash, false);
        const { leftovers } = await erase(entry, { trash });

        assert.deepEqual(snapshot(world.canary), world.before);
        if (holdsForeign(entries)) {
          assert.ok(leftovers.every(({ reason }) => reason === 'it belongs to agent another'));
        } else {
          assert.deepEqual(leftovers, []);
          assert.deepEqual(readdirSync(world.location.trash), []);
        }
        rmSync(world.location.trash, { recursive: true });
        mkdirSync(world.location.trash);
      }),
      { numRuns: 60 },
    );
  });
});
