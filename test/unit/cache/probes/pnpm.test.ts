import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pnpm } from '../../../../src/core/cache/probes/pnpm.ts';
import { requireTool } from '../../required-tool.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { bytesOf, counted, look, run } from '../look.ts';

describe('pnpm', () => {
  const directory = temporaryDirectory();

  it('counts packages downloaded by a first install and reused by a second', async function () {
    const tool = await requireTool(this, 'pnpm');
    const store = path.join(directory(), 'store');
    const environment = {
      ...process.env,
      CI: 'true',
      // pnpm 11 and later read the first, earlier ones the second.
      PNPM_CONFIG_STORE_DIR: store,
      npm_config_store_dir: store,
      PNPM_CONFIG_CACHE_DIR: path.join(directory(), 'metadata'),
    };
    const manifest = '{"name":"sample","version":"1.0.0","dependencies":{"is-odd":"3.0.1"}}';
    await writeFile(path.join(directory(), 'package.json'), manifest);
    const cold = await run(tool, ['install', '--no-frozen-lockfile'], directory(), environment);
    assert.deepEqual(counted(cold, 'pnpm'), { hits: 0, misses: 2 });
    await rm(path.join(directory(), 'node_modules'), { recursive: true });
    const warm = await run(tool, ['install', '--frozen-lockfile'], directory(), environment);
    assert.deepEqual(counted(warm, 'pnpm'), { hits: 2, misses: 0 });

    const result = await look(pnpm, environment);
    assert.equal(path.dirname(result.location ?? ''), store);
    assert.match(result.version ?? '', /^\d+\.\d+\.\d+/);
    assert.ok((await bytesOf(result)) > 0);
  });
});
