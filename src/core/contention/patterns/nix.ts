import type { ContentionPattern } from '../pattern.ts';

export const nixPatterns: readonly ContentionPattern[] = [
  {
    id: 'nix-store-waiting',
    tool: 'nix',
    kind: 'lock-wait',
    blocking: true,
    needle: 'waiting for the big Nix store lock...',
    expression: /^waiting for the (?<resource>big Nix store lock)\.\.\.$/,
    cure: 'Another nix changes the store, often a garbage collection. It goes on by itself.',
    source: 'https://github.com/NixOS/nix (src/libstore/local-store.cc)',
  },
];
