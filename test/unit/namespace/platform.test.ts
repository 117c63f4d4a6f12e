import assert from 'node:assert/strict';
import { platformName } from '../../../src/core/namespace/platform.ts';

describe('the platform part of a namespace', () => {
  it('says system and architecture in the words of target triples', () => {
    assert.equal(platformName('linux', 'x64'), 'linux_x86_64');
    assert.equal(platformName('darwin', 'arm64'), 'macos_aarch64');
    assert.equal(platformName('win32', 'ia32'), 'windows_i686');
  });

  it('keeps a word it does not know', () => {
    assert.equal(platformName('freebsd', 'riscv64'), 'freebsd_riscv64');
  });
});
