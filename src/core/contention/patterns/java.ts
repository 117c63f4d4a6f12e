import type { ContentionPattern } from '../pattern.ts';
import { addressInUse, anyOf } from '../translated-texts.ts';
import { ownPort } from './repeated-texts.ts';

export const javaPatterns: readonly ContentionPattern[] = [
  {
    id: 'java-address-in-use',
    tool: 'java',
    kind: 'port-in-use',
    blocking: false,
    needle: 'java.net.BindException: ',
    expression: new RegExp(
      `^(?:Caused by: |Exception in thread "[^"]{1,100}" )?java\\.net\\.BindException: ${anyOf(['Address already in use', ...addressInUse])}(?: \\((?:Bind failed|JVM_Bind)\\)|: (?:bind|JVM_Bind|NET_Bind)(?:.*)?)?$`,
    ),
    cure: ownPort,
    source:
      'https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/net/BindException.html',
  },
  {
    id: 'java-out-of-memory',
    tool: 'java',
    kind: 'oom',
    blocking: false,
    needle: 'java.lang.OutOfMemoryError: ',
    expression:
      /^(?:Caused by: |Exception in thread "[^"]{1,100}" )?java\.lang\.OutOfMemoryError: (?<resource>Java heap space|Metaspace|GC overhead limit exceeded|unable to create (?:new )?native thread)(?:[:, ].*)?$/,
    cure: 'Give the program a larger heap with -Xmx, or run fewer at the same time.',
    source:
      'https://docs.oracle.com/en/java/javase/21/troubleshoot/troubleshooting-memory-leaks.html',
  },
];
