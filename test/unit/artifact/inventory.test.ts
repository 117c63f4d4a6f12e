import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { inventory } from '../../../src/core/artifact/inventory.ts';
import { createOwnedRoot } from '../../../src/core/artifact/marker.ts';
import type { Location } from '../../../src/core/location.ts';
import { requireTool } from '../required-tool.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { build, hostileTree, makeCanary } from './hostile-tree.ts';
import { locationIn, namespaceWith, owner, writeBelow } from './owned.ts';

describe('the inventory', () => {
  const directory = temporaryDirectory();
  let location: Location;
  beforeEach(() => {
    location = locationIn(directory());
  });

  function du(...places: readonly string[]): number {
    const output = execFileSync(
      'du',
      ['--summarize', '--total', '--block-size=1', '--one-file-system', '--', ...places],
      { encoding: 'utf8' },
    );
    return Number(/^(\d+)\ttotal$/m.exec(output)?.[1]);
  }

  it('names each thing that an agent’s tools wrote, with a cache of its own for each tool', async () => {
    const { agent, uid } = owner;
    const root = await namespaceWith(location, [
      'target/debug/app',
      'build/lib/a.py',
      'venv/bin/python',
      'cache/pip/x',
      'cache/turbo/y',
      'log/agent.log',
      'bin/rustc',
    ]);
    const short = path.join(location.temporary, '0a1b2c3d');
    const temporary = await createOwnedRoot('temporary', short, uid, agent);

    const { items, files, bytes } = await inventory([root, temporary]);

    assert.deepEqual(
      items
        .map((item) => `${item.kind} ${path.relative(location.home, item.path)} ${item.files}`)
        .sort(),
      [
        'build namespaces/linux_x64-0-0-dev-1/build 1',
        'cache namespaces/linux_x64-0-0-dev-1/cache/pip 1',
        'cache namespaces/linux_x64-0-0-dev-1/cache/turbo 1',
        'log namespaces/linux_x64-0-0-dev-1/log 1',
        'other namespaces/linux_x64-0-0-dev-1 2',
        'target namespaces/linux_x64-0-0-dev-1/target 1',
        'temporary t/0a1b2c3d 1',
        'venv namespaces/linux_x64-0-0-dev-1/venv 1',
      ],
    );
    assert.equal(files, 9);
    assert.equal(
      bytes,
      items.reduce((sum, item) => sum + item.bytes, 0),
    );
    assert.ok(items.every((item, index) => item.bytes <= (items[index - 1] ?? item).bytes));
  });

  it('counts allocated space, not length, and a file with two names once', async () => {
    const root = await namespaceWith(location, ['target/a']);
    const sparse = path.join(root.path, 'target/sparse');
    writeFileSync(sparse, '');
    truncateSync(sparse, 1_000_000_000);
    const large = path.join(root.path, 'target/large');
    writeFileSync(large, Buffer.alloc(3_000_000));
    linkSync(large, path.join(root.path, 'build'));
    const { bytes, sharedBytes } = await inventory([root]);
    assert.ok(bytes > 3_000_000 && bytes < 4_000_000);
    assert.equal(sharedBytes, 0);
  });

  it('says how much of it deleting would not free', async () => {
    const store = path.join(directory(), 'store');
    writeFileSync(store, Buffer.alloc(3_000_000));
    const root = await namespaceWith(location, []);
    linkSync(store, path.join(root.path, 'linked'));
    const { bytes, sharedBytes } = await inventory([root]);
    assert.ok(sharedBytes >= 3_000_000 && sharedBytes < bytes);
  });

  it('agrees with du to the byte on hostile trees', async function () {
    await requireTool(this, 'du');
    if (process.platform !== 'linux') this.skip();
    const canary = path.join(directory(), 'canary');
    makeCanary(canary, owner.uid);
    let count = 0;
    await fc.assert(
      fc.asyncProperty(hostileTree, async (entries) => {
        const place = path.join(directory(), 'trees', `${(count += 1)}`);
        mkdirSync(place, { recursive: true });
        build(entries, place, { root: place, canary });
        const { bytes } = await inventory([{ kind: 'namespace', path: place }]);
        assert.equal(bytes, du(place));
      }),
      { numRuns: 40 },
    );
  });

  it('finds nothing where there is nothing, or only a link', async () => {
    writeBelow(directory(), 'outside/file');
    const link = path.join(directory(), 'link');
    symlinkSync(path.join(directory(), 'outside'), link);
    const nothing = { bytes: 0, files: 0, sharedBytes: 0, items: [] };
    for (const place of [
      link,
      path.join(directory(), 'missing'),
      path.join(directory(), 'outside/file'),
    ]) {
      assert.deepEqual(await inventory([{ kind: 'namespace', path: place }]), nothing);
    }
  });

  it('can be interrupted', async () => {
    const root = await namespaceWith(location, ['target/a']);
    await assert.rejects(inventory([root], { signal: AbortSignal.abort() }), {
      code: 'interrupted',
    });
  });
});
