import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ccache } from '../../../../src/core/cache/probes/ccache.ts';
import { parseCcacheStats } from '../../../../src/core/cache/ccache-stats.ts';
import { requireTool } from '../../required-tool.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { bytesOf, look, run } from '../look.ts';

describe('ccache', () => {
  const directory = temporaryDirectory();

  it('counts a miss, then a hit, and what cannot be cached apart', async function () {
    const [tool, gcc] = [await requireTool(this, 'ccache'), await requireTool(this, 'gcc')];
    const environment = { ...process.env, CCACHE_DIR: path.join(directory(), 'cache') };
    await writeFile(path.join(directory(), 'a.c'), 'int answer(void) { return 42; }\n');
    assert.deepEqual((await look(ccache, environment)).counters, { hits: 0, misses: 0 });
    await run(tool, [gcc, '-c', 'a.c'], directory(), environment);
    assert.deepEqual((await look(ccache, environment)).counters, { hits: 0, misses: 1 });
    await run(tool, [gcc, '-c', 'a.c'], directory(), environment);
    await run(tool, [gcc, '-shared', 'a.o', '-o', 'a.so'], directory(), environment);
    const result = await look(ccache, environment);
    assert.deepEqual(result.counters, { hits: 1, misses: 1 });
    assert.deepEqual(result.uncacheable, { called_for_link: 1 });
    assert.equal(result.location, environment.CCACHE_DIR);
    assert.match(result.version ?? '', /^\d+\.\d+/);
    assert.ok((await bytesOf(result)) > 0);
  });

  it('does not take other text for statistics', () => {
    for (const text of ['', 'cache_miss\t1', 'direct_cache_hit 1\n', '{"cache_miss": 1}']) {
      assert.equal(parseCcacheStats(text), null, text);
    }
  });
});
