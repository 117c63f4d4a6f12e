import type { ContentionPattern } from '../pattern.ts';

const rustupErrors = 'https://github.com/rust-lang/rustup (src/errors.rs)';
const oneRustup =
  'Another rustup changed the same toolchain. Let it finish, and install toolchains before agents start.';

export const rustupPatterns: readonly ContentionPattern[] = [
  {
    id: 'rustup-detected-conflict',
    tool: 'rustup',
    kind: 'file-busy',
    blocking: false,
    needle: 'error: failed to install component: ',
    expression:
      /^error: failed to install component: '[^']+', detected conflict: '(?<resource>[^']+)'$/,
    cure: oneRustup,
    source: rustupErrors,
  },
  {
    id: 'rustup-rename-failed',
    tool: 'rustup',
    kind: 'file-busy',
    blocking: false,
    needle: 'error: could not rename ',
    expression:
      /^error: could not rename '[^']+' (?:file|directory) from '[^']+' to '(?<resource>[^']+)'(?:: .*)?$/,
    cure: oneRustup,
    source: rustupErrors,
  },
];
