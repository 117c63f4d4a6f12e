import type { ContentionPattern } from '../pattern.ts';

const cargoLock = 'https://github.com/rust-lang/cargo (src/util/flock.rs)';
const ownTarget =
  'Another cargo has this lock. Give each agent a target directory of its own: commands run through "lanekeeper run" have one.';

export const cargoPatterns: readonly ContentionPattern[] = [
  {
    // The name is up to four words, or a package and its unit's hash (-Zfine-grain-locking). -vv adds the path.
    id: 'cargo-blocking',
    tool: 'cargo',
    kind: 'lock-wait',
    blocking: true,
    needle: 'Blocking waiting for file lock on ',
    expression:
      /^ {4}Blocking waiting for file lock on (?<resource>[\w@-][\w.'@/+-]*(?: [\w.'@/+-]+){0,3}(?: \([0-9a-f]{8,64}\))?)(?: \((?:\/|[A-Za-z]:\\|\\\\).*\))?$/,
    cure: ownTarget,
    source: cargoLock,
  },
  {
    id: 'cargo-package-cache-lock-failed',
    tool: 'cargo',
    kind: 'lock-failed',
    blocking: false,
    needle: 'failed to acquire package cache lock',
    expression: /^(?:error: | {2})?failed to acquire package cache lock$/,
    resource: 'package cache',
    cure: 'Check that CARGO_HOME is writable and on a file system that supports locks.',
    source: cargoLock,
  },
  {
    id: 'cargo-lock-file-failed',
    tool: 'cargo',
    kind: 'lock-failed',
    blocking: false,
    needle: 'failed to lock file: ',
    expression: /^(?:error: | {2})?failed to lock file: (?<resource>\S.*)$/,
    cure: 'Check that the file is writable and on a file system that supports locks.',
    source: cargoLock,
  },
  {
    id: 'cargo-linker-killed',
    tool: 'cargo',
    kind: 'killed',
    blocking: false,
    needle: ' failed: signal: 9 (SIGKILL)',
    expression: /^error: linking with `[^`]+` failed: signal: 9 \(SIGKILL\)(?: \(core dumped\))?$/,
    resource: 'linker',
    cure: 'The linker was most likely killed for lack of memory. Lower the link gate so that fewer link at the same time.',
    source: 'https://github.com/rust-lang/rust (compiler/rustc_codegen_ssa/messages.ftl)',
  },
  {
    id: 'cargo-process-killed',
    tool: 'cargo',
    kind: 'killed',
    blocking: false,
    needle: ' (signal: 9, SIGKILL: kill)',
    expression:
      /^(?:error: | {2})?process didn't exit successfully: `(?:[A-Za-z_]\w*=\S* ){0,50}(?:[^` ]*[\\/])?(?<resource>[^`\\/ ]+)(?: [^`]*)?` \(signal: 9, SIGKILL: kill\)$/,
    cure: 'The process was killed, most likely for lack of memory. Lower the compile or link gate, or the number of jobs.',
    source: 'https://github.com/rust-lang/cargo (crates/cargo-util/src/process_error.rs)',
  },
  {
    id: 'cargo-executable-busy',
    tool: 'cargo',
    kind: 'file-busy',
    blocking: false,
    needle: 'error: failed to remove file `',
    expression: /^error: failed to remove file `(?<resource>[^`]+\.(?:exe|dll))`$/,
    cure: 'A program built here is still running, and Windows does not replace a running one. Stop it, then build again.',
    source: 'https://github.com/rust-lang/cargo (crates/cargo-util/src/paths.rs)',
  },
];
