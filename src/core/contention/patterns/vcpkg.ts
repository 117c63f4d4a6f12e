import type { ContentionPattern } from '../pattern.ts';

export const vcpkgPatterns: readonly ContentionPattern[] = [
  {
    id: 'vcpkg-waiting',
    tool: 'vcpkg',
    kind: 'lock-wait',
    blocking: true,
    needle: 'waiting to take filesystem lock on ',
    expression: /^waiting to take filesystem lock on (?<resource>\S.*)\.\.\.$/,
    cure: 'Another vcpkg has it. Give each agent an installed tree of its own with --x-install-root.',
    source: 'https://github.com/microsoft/vcpkg-tool (src/vcpkg/base/files.cpp)',
  },
];
