import type { ContentionPattern } from '../pattern.ts';

const msbuildCopy = 'https://learn.microsoft.com/visualstudio/msbuild/errors/msb3026';
const stopHolder =
  'Stop the program that has the file open, or build into an output directory of your own.';

export const buildPatterns: readonly ContentionPattern[] = [
  {
    id: 'gradle-lock-timeout',
    tool: 'gradle',
    kind: 'lock-failed',
    blocking: false,
    needle: '. It is currently in use by another Gradle instance.',
    expression:
      /^(?: {3}){0,8}> Timeout waiting to lock (?<resource>[^().]+?)(?: \(.*\))?\. It is currently in use by another Gradle instance\.$/,
    confirmation: /^(?: {3}){0,8} {2}Owner PID: (?:\d+|unknown)$/,
    cure: 'Another Gradle has it. Give each agent a worktree, and a project cache of its own with --project-cache-dir.',
    source: 'https://github.com/gradle/gradle (DefaultFileLockManager.java)',
  },
  {
    id: 'maven-named-locks',
    tool: 'maven',
    kind: 'lock-failed',
    blocking: false,
    needle: 'Could not acquire lock(s)',
    expression:
      /^\[ERROR\] (?:Failed to execute goal .*: )?Could not acquire lock\(s\)(?: -> \[Help \d+\])?$/,
    resource: 'maven local repository',
    cure: 'Another Maven has the artifact. Raise -Daether.syncContext.named.time, or give each agent its own maven.repo.local.',
    source: 'https://maven.apache.org/resolver/configuration.html',
  },
  {
    id: 'bazel-waiting',
    tool: 'bazel',
    kind: 'lock-wait',
    blocking: true,
    needle: 'Waiting for it to complete on the server',
    expression:
      /^Another command \(pid=\d+\) is running\. {1,2}Waiting for it to complete on the server(?: \(server_pid=\d+\))?\.\.\.$/,
    resource: 'bazel server',
    cure: 'A Bazel server runs one command at a time. Give each agent a server with --output_base.',
    source: 'https://github.com/bazelbuild/bazel (src/main/cpp/blaze.cc)',
  },
  {
    id: 'bazel-exiting',
    tool: 'bazel',
    kind: 'lock-failed',
    blocking: false,
    needle: ' is running. Exiting immediately.',
    expression:
      /^(?:FATAL: |ERROR: )?Another command \(pid=\d+\) is running\. Exiting immediately\.$/,
    resource: 'bazel server',
    cure: 'A Bazel server runs one command at a time. Give each agent a server with --output_base.',
    source: 'https://github.com/bazelbuild/bazel (src/main/cpp/blaze.cc)',
  },
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
    id: 'gcc-compiler-killed',
    tool: 'gcc',
    kind: 'killed',
    blocking: false,
    needle: ': fatal error: Killed signal terminated program ',
    expression:
      /^[A-Za-z][\w.+-]{0,100}: fatal error: Killed signal terminated program (?<resource>[\w.+-]+)$/,
    cure: 'The compiler was most likely killed for lack of memory. Lower the number of jobs, or the compile gate.',
    source: 'https://github.com/gcc-mirror/gcc (gcc/gcc.cc)',
  },
  {
    id: 'gcc-linker-killed',
    tool: 'gcc',
    kind: 'killed',
    blocking: false,
    needle: ' terminated with signal 9 [Killed]',
    expression:
      /^collect2: (?:fatal )?error: (?<resource>[\w.+-]+) terminated with signal 9 \[Killed\](?:, core dumped)?$/,
    cure: 'The linker was most likely killed for lack of memory. Lower the link gate.',
    source: 'https://github.com/gcc-mirror/gcc (gcc/collect-utils.cc)',
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
    id: 'make-recipe-killed',
    tool: 'make',
    kind: 'killed',
    blocking: false,
    needle: '] Killed',
    expression: /^g?make(?:\[\d+\])?: \*\*\* \[(?:[^\]]*: )?(?<resource>[^\]:]+)\] Killed$/,
    cure: 'The recipe was killed, most likely for lack of memory. Lower -j, or the compile gate.',
    source: 'https://git.savannah.gnu.org/cgit/make.git (src/job.c)',
  },
  {
    id: 'terraform-state-wait',
    tool: 'terraform',
    kind: 'lock-wait',
    blocking: true,
    needle: 'Acquiring state lock. This may take a few moments',
    expression: /^Acquiring state lock\. This may take a few moments\.\.\.$/,
    resource: 'terraform state',
    cure: 'Another run holds the state. Give each agent a workspace or backend key of its own.',
    source: 'https://github.com/hashicorp/terraform (internal/command/views/state_locker.go)',
  },
  {
    id: 'terraform-state-locked',
    tool: 'terraform',
    kind: 'lock-failed',
    blocking: false,
    needle: 'Error acquiring the state lock',
    expression: /^(?:\u2502 )?Error: Error acquiring the state lock$/,
    resource: 'terraform state',
    cure: 'Another run holds the state, see "Lock Info". Wait for it, or use -lock-timeout.',
    source: 'https://github.com/hashicorp/terraform (internal/command/clistate/state.go)',
  },
];
