import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { markerName } from '../../../src/core/artifact/marker-file.ts';
import { createOwnedRoot, verifyOwnedRoot } from '../../../src/core/artifact/marker.ts';
import type { Location } from '../../../src/core/location.ts';
import { smallDisks } from '../small-disk.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { locationIn, namespaceWith, owner, writeBelow } from './owned.ts';

const { agent, uid } = owner;
const notOwned = { code: 'artifact-not-owned' };

describe('an owned root', () => {
  const smallDisk = smallDisks();
  const directory = temporaryDirectory();
  let location: Location;
  beforeEach(() => {
    location = locationIn(directory());
  });

  it('bears a marker that names its agent, and nothing else of ours', async () => {
    const { path: place } = await namespaceWith(location, []);
    assert.deepEqual(readdirSync(place), [markerName]);
    assert.deepEqual(JSON.parse(readFileSync(path.join(place, markerName), 'utf8')), {
      version: 1,
      uid,
      agent,
      kind: 'namespace',
    });
  });

  it('is the same when it is made again for the same agent', async () => {
    const first = await namespaceWith(location, ['target/a']);
    assert.deepEqual(await namespaceWith(location, []), first);
    await verifyOwnedRoot(first, location);
  });

  it('is never made of a directory that holds files, or is a link, or is another agent’s', async () => {
    const place = path.join(location.namespaces, 'taken');
    writeBelow(place, 'mine');
    await assert.rejects(createOwnedRoot('namespace', place, uid, agent), notOwned);

    const link = path.join(location.namespaces, 'link');
    symlinkSync(directory(), link);
    await assert.rejects(createOwnedRoot('namespace', link, uid, agent), notOwned);

    const root = await namespaceWith(location, []);
    await assert.rejects(createOwnedRoot('namespace', root.path, 'other', 'dev-2'), notOwned);
  });

  it('can be made where a crash left an empty directory or half a marker', async () => {
    const place = path.join(location.temporary, '0a1b2c3d');
    mkdirSync(place, { recursive: true });
    writeFileSync(path.join(place, '.lanekeeper-owner-draft'), '{"vers');
    const root = await createOwnedRoot('temporary', place, uid, agent);
    await verifyOwnedRoot(root, location);
  });

  it('leaves no directory that nobody could ever clean where the disk has no space for its marker', async function () {
    const disk = await smallDisk(this, path.join(directory(), 'disk'), 256);
    const place = path.join(disk.path, '0a1b2c3d');
    disk.fill();
    await assert.rejects(createOwnedRoot('temporary', place, uid, agent), { code: 'ENOSPC' });
    assert.deepEqual(readdirSync(disk.path), ['ballast']);
    mkdirSync(place);
    await assert.rejects(createOwnedRoot('temporary', place, uid, agent), { code: 'ENOSPC' });
    assert.deepEqual(readdirSync(place), []);
  });

  it('refuses ids that cannot be file names', async () => {
    const place = path.join(location.namespaces, 'x');
    for (const bad of ['', '../x', 'a/b', 'A', 'a.b', 'a\0b', 'a'.repeat(40)]) {
      await assert.rejects(createOwnedRoot('namespace', place, uid, bad), {
        code: 'input-invalid',
      });
      await assert.rejects(createOwnedRoot('namespace', place, `${bad}/`, agent), {
        code: 'input-invalid',
      });
    }
  });
});
