import type { ContentionPattern } from '../pattern.ts';
import { ownPort } from './repeated-texts.ts';

export const dotnetPatterns: readonly ContentionPattern[] = [
  {
    id: 'dotnet-address-in-use',
    tool: 'dotnet',
    kind: 'port-in-use',
    blocking: false,
    needle: 'Failed to bind to address ',
    expression:
      /^(?:Unhandled exception\. )?(?:System\.IO\.IOException: )?Failed to bind to address https?:\/\/\S{1,200}:(?<resource>\d+): address already in use\.$/,
    cure: ownPort,
    source: 'https://github.com/dotnet/aspnetcore (src/Servers/Kestrel/Core/src/CoreStrings.resx)',
  },
  {
    id: 'dotnet-file-in-use',
    tool: 'dotnet',
    kind: 'file-busy',
    blocking: false,
    needle: "System.IO.IOException: The process cannot access the file '",
    expression:
      /^(?:Unhandled exception\. |Caused by: )?System\.IO\.IOException: The process cannot access the file '(?<resource>[^']+)' because it is being used by another process\.$/,
    cure: 'Another process has the file open. Close it, or work in a directory of your own.',
    source: 'https://learn.microsoft.com/dotnet/api/system.io.ioexception',
  },
];
