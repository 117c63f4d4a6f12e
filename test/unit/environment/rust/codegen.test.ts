import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { hasCranelift } from '../../../../src/core/environment/rust/codegen.ts';
import { askRustToolchain } from '../../../../src/core/environment/rust/toolchain.ts';
import { writeFiles } from '../../git-repository.ts';
import { requireTool } from '../../required-tool.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const run = promisify(execFile);

/** What rustc 1.97.0-nightly (e50aa6fba 2026-05-19) printed without the component. */
const withoutComponent = `error: failed to find a \`codegen-backends\` folder in the sysroot candidates:
       * /toolchains/nightly-x86_64-unknown-linux-gnu
`;

describe('Cranelift', function () {
  this.timeout(60_000);
  const directory = temporaryDirectory();
  const nightly = (script: string) => {
    writeFiles(directory(), { rustc: `#!/bin/sh\n${script}\n` });
    const rustc = path.join(directory(), 'rustc');
    chmodSync(rustc, 0o755);
    return { rustc, release: '1.97.0-nightly', commit: null, host: 'x', cargo: null };
  };

  it('is there where rustc loads it', async () => {
    const toolchain = nightly(
      'case "$*" in *-Zcodegen-backend=cranelift*) echo probe;; *) exit 1;; esac',
    );
    assert.equal(await hasCranelift(toolchain, directory(), process.env), true);
  });

  it('is not there where rustc says so', async () => {
    const toolchain = nightly(`cat >&2 <<'END'\n${withoutComponent}END\nexit 1`);
    assert.equal(await hasCranelift(toolchain, directory(), process.env), false);
  });

  it('is not asked of a stable rustc', async () => {
    const toolchain = { ...nightly('exit 0'), release: '1.97.0' };
    assert.equal(await hasCranelift(toolchain, directory(), process.env), false);
  });

  it('is there with a real rustc exactly if its component is installed', async function () {
    await requireTool(this, 'rustc');
    // Any rustc takes the flags of a nightly with this (rustc's book, "RUSTC_BOOTSTRAP").
    const environment = { ...process.env, RUSTC_BOOTSTRAP: '1' };
    const asked = await askRustToolchain(directory(), environment);
    assert.ok(asked);
    const { stdout: sysroot } = await run(asked.rustc, ['--print', 'sysroot'], {
      cwd: directory(),
    });
    const place = path.join(sysroot.trim(), 'lib/rustlib', asked.host, 'codegen-backends');
    const isInstalled =
      existsSync(place) && readdirSync(place).some((name) => name.includes('cranelift'));
    const toolchain = { ...asked, release: '1.97.0-nightly' };
    assert.equal(await hasCranelift(toolchain, directory(), environment), isInstalled);
  });
});
