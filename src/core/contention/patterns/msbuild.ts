import type { ContentionPattern } from '../pattern.ts';

const msbuildCopy = 'https://learn.microsoft.com/visualstudio/msbuild/errors/msb3026';
const stopHolder =
  'Stop the program that has the file open, or build into an output directory of your own.';

export const msbuildPatterns: readonly ContentionPattern[] = [
  {
    id: 'msbuild-copy-retry',
    tool: 'dotnet',
    kind: 'lock-wait',
    blocking: true,
    needle: 'warning MSB3026: Could not copy "',
    expression:
      /^(?: {2}| {4})?(?:\d+>)?(?:(?:[A-Za-z]:\\|\/[^/ ])[^"'`:]{1,400}\(\d+,\d+\): )?warning MSB3026: Could not copy "[^"]*" to "(?<resource>[^"]+)"\. Beginning retry \d+ in \d+ms\./,
    cure: stopHolder,
    source: msbuildCopy,
  },
  {
    id: 'msbuild-copy-failed',
    tool: 'dotnet',
    kind: 'file-busy',
    blocking: false,
    needle: 'error MSB3027: Could not copy "',
    expression:
      /^(?: {2}| {4})?(?:\d+>)?(?:(?:[A-Za-z]:\\|\/[^/ ])[^"'`:]{1,400}\(\d+,\d+\): )?error MSB3027: Could not copy "[^"]*" to "(?<resource>[^"]+)"\. Exceeded retry count of \d+\. Failed\./,
    cure: stopHolder,
    source: msbuildCopy,
  },
  {
    id: 'msbuild-file-in-use',
    tool: 'dotnet',
    kind: 'file-busy',
    blocking: false,
    needle: 'error MSB3021: Unable to copy file "',
    expression:
      /^(?: {2}| {4})?(?:\d+>)?(?:(?:[A-Za-z]:\\|\/[^/ ])[^"'`:]{1,400}\(\d+,\d+\): )?error MSB3021: Unable to copy file "[^"]*" to "(?<resource>[^"]+)"\. The process cannot access the file /,
    cure: stopHolder,
    source: 'https://learn.microsoft.com/visualstudio/msbuild/errors/msb3021',
  },
  {
    id: 'link-cannot-open',
    tool: 'link',
    kind: 'file-busy',
    blocking: false,
    needle: 'fatal error LNK1104: cannot open file ',
    expression:
      /^(?: {2}= note: )?LINK : fatal error LNK1104: cannot open file '(?<resource>[^']+\.(?:exe|dll|pdb|ilk))'\r?$/,
    cure: 'The program is running or being scanned. Stop it, then build again.',
    source: 'https://learn.microsoft.com/cpp/error-messages/tool-errors/linker-tools-error-lnk1104',
  },
  {
    id: 'link-cannot-open-for-writing',
    tool: 'link',
    kind: 'file-busy',
    blocking: false,
    needle: 'fatal error LNK1168: cannot open ',
    expression:
      /^(?: {2}= note: )?LINK : fatal error LNK1168: cannot open (?<resource>\S.*\.(?:exe|dll|pdb|ilk)) for writing$/,
    cure: 'The program is running or being scanned. Stop it, then build again.',
    source: 'https://learn.microsoft.com/cpp/error-messages/tool-errors/linker-tools-error-lnk1168',
  },
];
