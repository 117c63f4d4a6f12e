import type { ContentionPattern } from '../pattern.ts';
import { ownPort } from './repeated-texts.ts';

export const goPatterns: readonly ContentionPattern[] = [
  {
    id: 'go-address-in-use',
    tool: 'go',
    kind: 'port-in-use',
    blocking: false,
    needle: ': bind: address already in use',
    expression:
      /^(?:\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d |panic: |Error: |error: |[a-z][\w -]{0,60}: ){0,3}listen (?:tcp|udp)[46]? \S*:(?<resource>\d+): bind: address already in use$/,
    cure: ownPort,
    source: 'https://pkg.go.dev/net#OpError',
  },
  {
    id: 'go-tool-killed',
    tool: 'go',
    kind: 'killed',
    blocking: false,
    needle: 'signal: killed',
    expression:
      /^(?:(?:(?:[A-Za-z]:)?[\\/][^\s:]*[\\/])?(?<resource>compile|link|asm|cgo|vet|cover): )?signal: killed$/,
    cure: 'The process was killed, most likely for lack of memory. Lower -p, or the compile gate.',
    source: 'https://pkg.go.dev/os#ProcessState.String',
  },
  {
    id: 'go-text-file-busy',
    tool: 'go',
    kind: 'file-busy',
    blocking: false,
    needle: ': text file busy',
    expression:
      /^(?:panic: |Error: |error: )?(?:fork\/exec|open|exec|copyfile) (?<resource>\/[^"'`:]{1,400}): text file busy$/,
    cure: 'The program is running or still being written. Try again, or build to another path with -o.',
    source: 'https://pkg.go.dev/os#PathError',
  },
  {
    id: 'go-disk-full',
    tool: 'go',
    kind: 'disk-full',
    blocking: false,
    needle: ': no space left on device',
    expression:
      /^(?:go: |go build \S{1,200}: |panic: |Error: |error: )?(?:write|open|mkdir|copy|fsync|truncate|close) (?<resource>\/[^"'`:]{1,400}): no space left on device$/,
    cure: 'The disk is full. Clean the artifacts of agents that have finished with "lanekeeper clean".',
    source: 'https://pkg.go.dev/os#PathError',
  },
  {
    id: 'go-out-of-memory',
    tool: 'go',
    kind: 'oom',
    blocking: false,
    needle: 'fatal error: runtime: out of memory',
    expression: /^fatal error: runtime: out of memory$/,
    resource: 'memory',
    cure: 'The process could not get memory. Run fewer memory-hungry tasks at the same time.',
    source: 'https://github.com/golang/go (src/runtime/malloc.go)',
  },
  {
    id: 'go-too-many-files',
    tool: 'go',
    kind: 'fd-limit',
    blocking: false,
    needle: ': too many open files',
    expression:
      /^(?:panic: |Error: |error: |go: )?(?:open|pipe|fork\/exec|accept tcp|failed to create fsnotify watcher)(?: [^"'`:]{1,400})?: too many open files$/,
    resource: 'open files',
    cure: 'Raise the limit with "ulimit -n", or run fewer tasks at the same time.',
    source: 'https://pkg.go.dev/os#PathError',
  },
];
