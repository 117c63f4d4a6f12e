import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cargo } from '../../../../src/core/cache/probes/cargo.ts';
import { requireTool } from '../../required-tool.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { bytesOf, counted, look, run } from '../look.ts';

describe('cargo', () => {
  const directory = temporaryDirectory();

  it('counts crates that had to be downloaded, and then those that are there', async function () {
    const tool = await requireTool(this, 'cargo');
    // No wrapper of the user's: this is about the registry.
    const environment = {
      ...process.env,
      CARGO_HOME: path.join(directory(), 'home'),
      RUSTC_WRAPPER: '',
    };
    const manifest =
      '[package]\nname = "sample"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\nitoa = "1"\nfastrand = "2"\n';
    await mkdir(path.join(directory(), 'src'));
    await writeFile(path.join(directory(), 'src', 'lib.rs'), '');
    await writeFile(path.join(directory(), 'Cargo.toml'), manifest);
    const build = ['check', '--target-dir', path.join(directory(), 'target')];
    const cold = await run(tool, build, directory(), environment);
    assert.deepEqual(counted(cold, 'cargo'), { hits: 0, misses: 2 });
    await run(tool, ['clean', ...build.slice(1)], directory(), environment);
    const warm = await run(tool, build, directory(), environment);
    assert.deepEqual(counted(warm, 'cargo'), { hits: 2, misses: 0 });

    const result = await look(cargo, environment);
    assert.equal(result.location, path.join(environment.CARGO_HOME, 'registry'));
    assert.match(result.version ?? '', /^1\.\d+/);
    assert.ok((await bytesOf(result)) > 10_000);
  });

  it('lies in ~/.cargo unless CARGO_HOME says otherwise, and nowhere if that is relative', async function () {
    await requireTool(this, 'cargo');
    const environment = { ...process.env, CARGO_HOME: '' };
    const usual = await look(cargo, environment);
    assert.ok(usual.location?.endsWith(path.join('.cargo', 'registry')));
    const relative = await look(cargo, { ...environment, CARGO_HOME: 'cargo' });
    assert.equal(relative.available, false);
    assert.match(relative.explanation?.reason ?? '', /^CARGO_HOME is "cargo"/);
  });
});
