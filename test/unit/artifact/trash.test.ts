import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { emptyTrash } from '../../../src/core/artifact/clean.ts';
import { markerName } from '../../../src/core/artifact/marker-file.ts';
import { trashEntry, type TrashStage } from '../../../src/core/artifact/trash.ts';
import type { Location } from '../../../src/core/location.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { startCleaner } from './cleaner-process.ts';
import { snapshot } from './hostile-tree.ts';
import { cleanOwned, locationIn, namespaceWith, owner, writeBelow } from './owned.ts';

const nothing = { dryRun: false, removed: [], kept: [], bytes: 0 };
const files = Array.from({ length: 120 }, (_, index) => `target/${index % 12}/${index}`);

describe('the trash', () => {
  const directory = temporaryDirectory();
  let location: Location;
  beforeEach(() => {
    location = locationIn(directory());
    mkdirSync(location.trash, { recursive: true });
  });

  /** A directory as a clean-up that crashed leaves it. */
  function leave(stage: TrashStage, marker: object | null): string {
    const entry = trashEntry(stage, { kind: 'namespace', ...owner });
    const place = path.join(location.trash, entry.name);
    for (const file of ['target/a', 'build/b']) writeBelow(place, file);
    if (marker) writeFileSync(path.join(place, markerName), JSON.stringify(marker));
    return place;
  }

  const marker = { version: 1, kind: 'namespace', ...owner } as const;

  it('is emptied of what a killed clean-up left, whenever it was killed', async function () {
    if (process.platform === 'win32') this.skip();
    for (const count of [1, 2, 7, 13]) {
      const root = await namespaceWith(location, files);
      const { bytes } = await cleanOwned(location, [root], { dryRun: true });
      const killed = startCleaner(location, [root], { after: { count, signal: 'SIGKILL' } });
      assert.equal(await killed.report, null);
      assert.equal(existsSync(root.path), false);
      assert.equal(readdirSync(location.trash).length, 1);

      const report = await emptyTrash(location);
      assert.deepEqual(report.kept, []);
      assert.ok(report.bytes > 0 && report.bytes < bytes);
      assert.deepEqual(readdirSync(location.trash), []);
      assert.deepEqual(await emptyTrash(location), nothing);
    }
  });

  it('is emptied of an agent’s left-overs when the agent is cleaned again', async () => {
    const root = await namespaceWith(location, files);
    const after = { count: 3, signal: 'SIGKILL' } as const;
    assert.equal(await startCleaner(location, [root], { after }).report, null);
    const report = await cleanOwned(location, [root]);
    assert.deepEqual(report.kept, []);
    assert.equal(report.removed[0]?.agent, owner.agent);
    assert.deepEqual(readdirSync(location.trash), []);
  });

  it('leaves to a living clean-up what that is at work on', async function () {
    if (process.platform === 'win32') this.skip();
    const root = await namespaceWith(location, files);
    const cleaner = startCleaner(location, [root], { after: { count: 2, signal: 'SIGSTOP' } });
    await once(cleaner.child, 'message');
    const before = snapshot(location.trash);
    assert.deepEqual(await emptyTrash(location), nothing);
    assert.deepEqual(await cleanOwned(location, [root]), nothing);
    assert.deepEqual(snapshot(location.trash), before);
    cleaner.child.kill('SIGCONT');
    assert.deepEqual((await cleaner.report)?.kept, []);
    assert.deepEqual(readdirSync(location.trash), []);
  });

  it('is emptied of what was taken but not looked at yet, if it bears its marker', async () => {
    leave('held', marker);
    const report = await emptyTrash(location);
    assert.deepEqual(report.kept, []);
    assert.deepEqual(readdirSync(location.trash), []);
  });

  it('keeps what was taken but is not the agent’s', async () => {
    const places = [
      leave('held', null),
      leave('held', { ...marker, uid: 'other', agent: 'other' }),
    ];
    const before = snapshot(location.trash);
    const report = await emptyTrash(location);
    assert.deepEqual(report.removed, []);
    assert.deepEqual(report.kept.map(({ path: place }) => place).sort(), places.sort());
    assert.deepEqual(snapshot(location.trash), before);
  });

  it('deletes what was found safe before, down to a link that took its place', async () => {
    leave('doomed', null);
    const link = trashEntry('doomed', { kind: 'namespace', ...owner });
    const outside = path.join(directory(), 'outside');
    writeBelow(outside, 'precious');
    const before = snapshot(outside);
    symlinkSync(outside, path.join(location.trash, link.name));
    assert.deepEqual((await emptyTrash(location)).kept, []);
    assert.deepEqual(readdirSync(location.trash), []);
    assert.deepEqual(snapshot(outside), before);
  });

  it('never touches what it did not name itself', async () => {
    const uuid = '5f0c9c1e-0000-4000-8000-000000000002';
    const { name } = trashEntry('doomed', { kind: 'namespace', ...owner });
    const names = [
      'mine',
      uuid,
      `doomed.namespace.dev-1.uid.${uuid}`,
      `${name}.bak`,
      name.replace('doomed', 'Doomed'),
      name.replace('namespace', 'home'),
      name.replace('dev-1', 'DEV'),
    ];
    for (const each of names) writeBelow(path.join(location.trash, each), 'precious');
    const before = snapshot(location.trash);
    assert.deepEqual(await emptyTrash(location), nothing);
    assert.deepEqual(snapshot(location.trash), before);
  });
});
