import type { ContentionPattern } from '../pattern.ts';

export const rustPatterns: readonly ContentionPattern[] = [
  {
    id: 'rust-address-in-use',
    tool: 'rust',
    kind: 'port-in-use',
    blocking: false,
    needle: 'kind: AddrInUse, message: ',
    expression:
      /^(?:Error: |called `Result::unwrap\(\)` on an `Err` value: )?Os \{ code: \d+, kind: AddrInUse, message: "[^"]*" \}$/,
    cure: 'Another process listens on that port. Give each agent a port of its own, or let the system choose with port 0.',
    source: 'https://doc.rust-lang.org/std/io/enum.ErrorKind.html#variant.AddrInUse',
  },
  {
    id: 'rust-address-in-use-message',
    tool: 'rust',
    kind: 'port-in-use',
    blocking: false,
    needle: 'Address already in use (os error ',
    expression:
      /^(?:Error: |error: |(?: {2}| {4})(?:\d+: )?)?Address already in use \(os error (?:98|48|10048)\)$/,
    cure: 'Another process listens on that port. Give each agent a port of its own, or let the system choose with port 0.',
    source: 'https://doc.rust-lang.org/std/io/enum.ErrorKind.html#variant.AddrInUse',
  },
  {
    id: 'rust-text-file-busy',
    tool: 'rust',
    kind: 'file-busy',
    blocking: false,
    needle: 'Text file busy (os error 26)',
    expression: /^(?:Error: |error: |(?: {2}| {4})(?:\d+: )?)?Text file busy \(os error 26\)$/,
    cure: 'The program is running, so its file cannot be written. Stop it, or build into another directory.',
    source: 'https://man7.org/linux/man-pages/man3/errno.3.html (ETXTBSY)',
  },
  {
    id: 'rust-used-by-another-process',
    tool: 'rust',
    kind: 'file-busy',
    blocking: false,
    needle: 'used by another process. (os error 32)',
    expression:
      /^(?:Error: |error: |(?: {2}| {4})(?:\d+: )?)?The process cannot access the file because it is being used by another process\. \(os error 32\)$/,
    cure: 'Another process has the file open. Close it, or work in a directory of your own.',
    source: 'https://learn.microsoft.com/windows/win32/debug/system-error-codes--0-499-',
  },
  {
    id: 'rust-disk-full',
    tool: 'rust',
    kind: 'disk-full',
    blocking: false,
    needle: 'No space left on device (os error 28)',
    expression:
      /^(?:(?:error|Error|fatal| {2}cause)(?:\[E\d+\])?: (?:[^"]{1,400}: )?|(?: {2}| {4})(?:\d+: )?|)No space left on device \(os error 28\)$/,
    cure: 'The disk is full. Clean the artifacts of agents that have finished with "lanekeeper clean".',
    source: 'https://man7.org/linux/man-pages/man3/errno.3.html (ENOSPC)',
  },
  {
    id: 'rust-allocation-failed',
    tool: 'rust',
    kind: 'oom',
    blocking: false,
    needle: 'memory allocation of ',
    expression: /^memory allocation of \d+ bytes failed$/,
    resource: 'memory',
    cure: 'The process could not get memory. Run fewer memory-hungry tasks at the same time: lower the link or compile gate.',
    source: 'https://doc.rust-lang.org/std/alloc/fn.handle_alloc_error.html',
  },
  {
    id: 'rust-too-many-files',
    tool: 'rust',
    kind: 'fd-limit',
    blocking: false,
    needle: 'Too many open files (os error 24)',
    expression:
      /^(?:(?:Error|error|fatal): (?:[^"'`]{1,400}: )?|(?: {2}| {4})(?:\d+: )?)?Too many open files \(os error 24\)$/,
    resource: 'open files',
    cure: 'Raise the limit with "ulimit -n", or run fewer tasks at the same time.',
    source: 'https://man7.org/linux/man-pages/man3/errno.3.html (EMFILE)',
  },
  {
    id: 'rust-watch-limit',
    tool: 'rust',
    kind: 'watch-limit',
    blocking: false,
    needle: 'OS file watch limit reached.',
    expression:
      /^(?:Error: |error: |(?: {2}| {4})(?:\d+: )?)?OS file watch limit reached\.(?: about \[.*\])?$/,
    resource: 'fs.inotify.max_user_watches',
    cure: 'Raise fs.inotify.max_user_watches with sysctl, or watch fewer directories.',
    source: 'https://docs.rs/notify (src/error.rs)',
  },
];
