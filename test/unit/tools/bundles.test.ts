import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { bundles } from '../../../tools/bundles.mjs';
import { temporaryDirectory } from '../temporary-directory.ts';

describe('an import of vscode', () => {
  const directory = temporaryDirectory();

  function bundle(options: BuildOptions) {
    const entry = path.join(directory(), 'engine.ts');
    writeFileSync(entry, "import { window } from 'vscode';\nconsole.log(window);\n");
    return build({ ...options, entryPoints: [entry], outdir: directory(), logLevel: 'silent' });
  }

  it('fails the build of the command line, and so keeps the engine free of it', async () => {
    await assert.rejects(bundle(bundles.commandLine), /Could not resolve "vscode"/);
  });

  it('is left to VS Code in the extension', async () => {
    assert.equal((await bundle(bundles.extension)).errors.length, 0);
  });
});
