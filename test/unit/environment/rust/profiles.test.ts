import assert from 'node:assert/strict';
import path from 'node:path';
import { environmentContract, explainContract } from '../../../../src/core/environment/contract.ts';
import { readCargoChoices } from '../../../../src/core/environment/rust/cargo-settings.ts';
import { profileKeys, profileVariables } from '../../../../src/core/environment/rust/profiles.ts';
import { wrapperScript } from '../../../../src/core/environment/rust/rustc-wrapper.ts';
import { writeFiles } from '../../git-repository.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { exampleContract, plainRust } from '../example-contract.ts';

const projects = [{ ecosystem: 'rust' as const, directory: '.', files: ['Cargo.toml'] }];

describe('what the user chose for cargo', () => {
  const directory = temporaryDirectory();
  const choices = (variables: NodeJS.ProcessEnv = {}) =>
    readCargoChoices({
      workspace: directory(),
      projects,
      environment: { CARGO_HOME: path.join(directory(), 'cargo'), ...variables },
    });
  const profile = async (variables: NodeJS.ProcessEnv = {}) =>
    [...(await choices(variables)).profile].sort();

  it('is read from variables, the manifest and cargo’s settings, key by key', async () => {
    assert.deepEqual(await profile(), []);
    assert.deepEqual(await profile({ CARGO_PROFILE_DEV_CODEGEN_BACKEND: 'llvm' }), [
      'dev.codegen-backend',
    ]);
    writeFiles(directory(), {
      'Cargo.toml': '[profile.dev]\nopt-level = 1\n[profile.dev.package."*"]\ndebug = false\n',
      '.cargo/config.toml': '[profile.release]\nlto = false\n',
      'cargo/config.toml': '[profile.dev]\ndebug = true\n',
    });
    assert.deepEqual(await profile(), ['dev.debug', 'dev.opt-level', 'dev.package', 'release.lto']);
  });

  it('is how to link where flags or a linker are named anywhere', async () => {
    assert.equal((await choices()).linking, false);
    for (const name of [
      'RUSTFLAGS',
      'CARGO_ENCODED_RUSTFLAGS',
      'CARGO_BUILD_RUSTFLAGS',
      'CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER',
    ]) {
      assert.equal((await choices({ [name]: '-Cdebuginfo=1' })).linking, true, name);
    }
    for (const settings of [
      '[build]\nrustflags = ["-Cdebuginfo=1"]\n',
      '[target.x86_64-unknown-linux-gnu]\nlinker = "clang"\n',
      '[target.\'cfg(unix)\']\nrustflags = "-Clink-arg=-fuse-ld=gold"\n',
    ]) {
      writeFiles(directory(), { 'cargo/config.toml': settings });
      assert.equal((await choices()).linking, true, settings);
    }
  });

  it('is nothing in a file that is damaged, about which cargo itself says more', async () => {
    writeFiles(directory(), {
      'Cargo.toml': '[profile.dev\n',
      '.cargo/config.toml': 'profile = 1',
    });
    assert.deepEqual(await choices(), plainRust.choices);
  });
});

describe('the profiles that agents build with', () => {
  const directory = temporaryDirectory();
  const needs = { type: 'rust-dev', choices: plainRust.choices, hasCranelift: false };

  it('have lines only as debug information, for whatever agent', () => {
    for (const type of ['rust-dev', 'rust-test', 'claude']) {
      assert.deepEqual(profileKeys({ ...needs, type }), { 'dev.debug': 'line-tables-only' });
    }
  });

  it('optimise across crates for agents that build releases', () => {
    assert.deepEqual(profileKeys({ ...needs, type: 'rust-release' }), {
      'dev.debug': 'line-tables-only',
      'release.lto': 'thin',
      'release.codegen-units': '1',
    });
  });

  it('generate code with Cranelift where rustc has it', () => {
    assert.deepEqual(profileVariables(profileKeys({ ...needs, hasCranelift: true })), {
      CARGO_PROFILE_DEV_DEBUG: 'line-tables-only',
      CARGO_PROFILE_DEV_CODEGEN_BACKEND: 'cranelift',
      CARGO_UNSTABLE_CODEGEN_BACKEND: 'true',
    });
  });

  it('leave every key to the user that the user chose', () => {
    const profile = new Set(['dev.debug', 'release.lto', 'dev.codegen-backend']);
    const keys = profileKeys({
      type: 'rust-release',
      choices: { profile },
      hasCranelift: true,
    });
    assert.deepEqual(keys, { 'release.codegen-units': '1' });
    assert.equal('CARGO_UNSTABLE_CODEGEN_BACKEND' in profileVariables(keys), false);
  });

  it('are not seen by sccache, which would know nothing again of what another agent compiled', () => {
    const all = profileVariables(
      profileKeys({ ...needs, type: 'rust-release', hasCranelift: true }),
    );
    const unset =
      wrapperScript.match(/(?<=^unset ).*$/gm)?.flatMap((line) => line.split(' ')) ?? [];
    assert.deepEqual(
      Object.keys(all).filter((name) => !unset.includes(name)),
      [],
    );
  });

  it('are in the contract, and explained', async () => {
    const toolchain = {
      rustc: '/bin/rustc',
      release: '1.89.0',
      commit: null,
      host: 'aarch64-unknown-linux-gnu',
      cargo: null,
    };
    const linker = { linker: 'mold', reason: 'mold has linked a program that runs.' } as const;
    const contract = await exampleContract(directory(), {
      projects,
      type: 'rust-release',
      rust: { ...plainRust, toolchain, linker },
    });
    const variables = environmentContract(contract);
    assert.equal(variables['CARGO_PROFILE_RELEASE_LTO'], 'thin');
    assert.equal(
      variables['CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUSTFLAGS'],
      '-Clink-arg=-fuse-ld=mold',
    );
    const notes = explainContract(contract);
    assert.deepEqual(
      notes.map(({ text }) => text.split(':')[0]),
      [
        'It links with mold',
        'Profiles, as neither variables nor the manifest nor cargo’s settings choose',
      ],
    );
    assert.ok(notes.every(({ isSet }) => isSet));
  });
});
