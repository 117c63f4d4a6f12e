import assert from 'node:assert/strict';
import path from 'node:path';
import { uv } from '../../../../src/core/cache/probes/uv.ts';
import { requireTool } from '../../required-tool.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { bytesOf, counted, look, run } from '../look.ts';

describe('uv', () => {
  const directory = temporaryDirectory();

  it('counts packages prepared by a first install and found by a second', async function () {
    const tool = await requireTool(this, 'uv');
    const environment = {
      ...process.env,
      UV_CACHE_DIR: path.join(directory(), 'cache'),
      VIRTUAL_ENV: path.join(directory(), 'venv'),
    };
    await run(tool, ['venv', 'venv'], directory(), environment);
    const install = ['pip', 'install', 'colorama==0.4.6', 'idna==3.10'];
    const cold = await run(tool, install, directory(), environment);
    assert.deepEqual(counted(cold, 'uv'), { hits: 0, misses: 2 });
    await run(tool, ['pip', 'uninstall', 'colorama', 'idna'], directory(), environment);
    const warm = await run(tool, install, directory(), environment);
    assert.deepEqual(counted(warm, 'uv'), { hits: 2, misses: 0 });

    const result = await look(uv, environment);
    assert.equal(result.location, environment.UV_CACHE_DIR);
    assert.match(result.version ?? '', /^\d+\.\d+/);
    assert.ok((await bytesOf(result)) > 0);
  });
});
