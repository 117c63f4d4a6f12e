import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { npm } from '../../../../src/core/cache/probes/npm.ts';
import { requireTool } from '../../required-tool.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { bytesOf, counted, look, run } from '../look.ts';

describe('npm', () => {
  const directory = temporaryDirectory();

  it('counts tarballs fetched by a first install and found by a second', async function () {
    const tool = await requireTool(this, 'npm');
    const environment = {
      ...process.env,
      npm_config_cache: path.join(directory(), 'cache'),
      npm_config_loglevel: 'http',
      npm_config_audit: 'false',
      npm_config_prefer_offline: 'true',
      NPM_CONFIG_USERCONFIG: path.join(directory(), 'none'),
    };
    const manifest = '{"name":"sample","version":"1.0.0","dependencies":{"is-odd":"3.0.1"}}';
    await writeFile(path.join(directory(), 'package.json'), manifest);
    const cold = await run(tool, ['install'], directory(), environment);
    assert.deepEqual(counted(cold, 'npm'), { hits: 0, misses: 2 });
    await rm(path.join(directory(), 'node_modules'), { recursive: true });
    const warm = await run(tool, ['ci'], directory(), environment);
    assert.deepEqual(counted(warm, 'npm'), { hits: 2, misses: 0 });

    const result = await look(npm, environment);
    assert.equal(result.location, path.join(environment.npm_config_cache, '_cacache'));
    assert.match(result.version ?? '', /^\d+\.\d+\.\d+/);
    assert.ok((await bytesOf(result)) > 0);
  });
});
