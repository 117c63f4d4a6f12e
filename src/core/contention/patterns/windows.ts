import type { ContentionPattern } from '../pattern.ts';

export const windowsPatterns: readonly ContentionPattern[] = [
  {
    id: 'windows-sharing-violation',
    tool: 'windows',
    kind: 'file-busy',
    blocking: false,
    needle: 'The process cannot access the file because it is being used by another ',
    expression:
      /^The process cannot access the file because it is being used by another process\.$/,
    cure: 'Another process has the file open. Close it, or work in a directory of your own.',
    source: 'https://learn.microsoft.com/windows/win32/debug/system-error-codes--0-499-',
  },
];
