import assert from 'node:assert/strict';
import { build, type Metafile } from 'esbuild';
import { bundles } from '../../../tools/bundles.mjs';
import { zodNamespace } from '../../../tools/zod-namespace.mjs';

const entry = 'src/extension/extension.ts';

/** The outputs that are read before the first dynamic import: the entry's own and what it imports statically. */
function eagerOutputs({ outputs }: Metafile): Metafile['outputs'][string][] {
  const eager = new Set<string>();
  const pending = Object.keys(outputs).filter((file) => outputs[file]?.entryPoint === entry);
  for (const file of pending) {
    if (eager.has(file)) continue;
    eager.add(file);
    for (const { path, kind } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && path in outputs) pending.push(path);
    }
  }
  return Object.entries(outputs).flatMap(([file, output]) => (eager.has(file) ? [output] : []));
}

describe('activating the extension', function () {
  this.timeout(60_000);
  let eager: Metafile['outputs'][string][] = [];

  before(async () => {
    const { metafile } = await build({
      ...bundles.extension,
      metafile: true,
      minify: true,
      // The parts as `lazyChunks` makes them, written nowhere.
      plugins: [zodNamespace],
      format: 'esm',
      splitting: true,
      write: false,
    });
    eager = eagerOutputs(metafile);
  });

  it('reads no library: neither schemas nor processes are needed to register what there is', () => {
    const libraries = eager
      .flatMap(({ inputs }) => Object.entries(inputs))
      .filter(([input, { bytesInOutput }]) => bytesInOutput > 0 && input.includes('node_modules/'));
    assert.deepEqual(Object.fromEntries(libraries), {});
  });

  it('reads no module of Node.js that is slow to load', () => {
    const modules = new Set(
      eager
        .flatMap(({ imports }) => imports.filter(({ external }) => external))
        .map(({ path }) => path),
    );
    modules.delete('vscode');
    assert.deepEqual([...modules].sort(), ['node:fs', 'node:path']);
  });

  it('reads less than 80 KB', () => {
    const bytes = eager.reduce((sum, output) => sum + output.bytes, 0);
    assert.ok(bytes > 10_000 && bytes < 80_000, `${String(bytes)} bytes`);
  });
});
