import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { locate } from '../../../src/core/location.ts';
import { locateSharedStores } from '../../../src/core/verification/shared-stores.ts';
import { engineRig } from '../agent/engine-rig.ts';
import { requireTool } from '../required-tool.ts';

describe('what agents may write together', () => {
  const rig = engineRig();

  it('holds all of Lanekeeper’s home but the agents’ own directories', async function () {
    await requireTool(this, 'cargo');
    const { engine, environment, home, workspace, ended } = rig();
    writeFileSync(path.join(workspace, 'Cargo.toml'), '[package]\nname = "a"\nversion = "0.1.0"\n');
    await engine.spawn({ id: 'one', workspace, command: ['true'] });
    await ended('one');
    const location = locate(environment);
    const stores = await locateSharedStores(workspace, environment, location);
    const known = new Set(stores.map((store) => store.path));
    const own = [location.namespaces, location.temporary, location.worktrees];
    const unknown = readdirSync(home)
      .map((name) => path.join(home, name))
      .filter((entry) => !known.has(entry) && !own.includes(entry));
    assert.deepEqual(unknown, []);
  });
});
