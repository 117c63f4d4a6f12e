import type { ContentionPattern } from '../pattern.ts';

const errno = 'https://man7.org/linux/man-pages/man3/errno.3.html';
const bashJobs = 'https://git.savannah.gnu.org/cgit/bash.git (jobs.c, siglist.c)';
const killedCure =
  'The process was killed, most likely for lack of memory: see the kernel log. Run fewer tasks at the same time.';
const stopProgram =
  'The program is running, so its file cannot be written. Stop it, or write to another path.';
const processLimit =
  'Too many processes run. Raise the limit with "ulimit -u" or pids.max, or run fewer tasks at the same time.';

export const systemPatterns: readonly ContentionPattern[] = [
  {
    id: 'bash-killed',
    tool: 'bash',
    kind: 'killed',
    blocking: false,
    needle: ' Killed  ',
    expression:
      /^[\w./~][\w./~+-]{0,200}: line \d+: +\d+ Killed {2,100}(?:[A-Za-z_]\w*=\S* ){0,20}(?:[^ ]*\/)?(?<resource>[^ /]+)(?: .*)?$/,
    cure: killedCure,
    source: bashJobs,
  },
  {
    id: 'bash-job-killed',
    tool: 'bash',
    kind: 'killed',
    blocking: false,
    needle: ' Killed  ',
    expression:
      /^\[\d+\][+-]? +(?:\d+ )?Killed {2,100}(?:[A-Za-z_]\w*=\S* ){0,20}(?:[^ ]*\/)?(?<resource>[^ /]+)(?: .*)?$/,
    cure: killedCure,
    source: bashJobs,
  },
  {
    id: 'zsh-killed',
    tool: 'zsh',
    kind: 'killed',
    blocking: false,
    needle: 'zsh: killed ',
    expression: /^zsh: killed +(?:[A-Za-z_]\w*=\S* ){0,20}(?:[^ ]*\/)?(?<resource>[^ /]+)(?: .*)?$/,
    cure: killedCure,
    source: 'https://github.com/zsh-users/zsh (Src/jobs.c)',
  },
  {
    id: 'kernel-memory-cgroup',
    tool: 'kernel',
    kind: 'oom',
    blocking: false,
    needle: 'emory cgroup out of memory: Kill',
    expression:
      /^\[ *\d+\.\d{6}\] (?:\[.{1,20}\] )?Memory cgroup out of memory: Kill(?:ed)? process \d+ \((?<resource>[^)]+)\)/,
    cure: 'The memory limit of this agent was reached. Raise it, or run fewer tasks at the same time.',
    source: 'https://github.com/torvalds/linux (mm/oom_kill.c)',
  },
  {
    id: 'kernel-out-of-memory',
    tool: 'kernel',
    kind: 'oom',
    blocking: false,
    needle: 'Out of memory: Kill',
    expression:
      /^\[ *\d+\.\d{6}\] (?:\[.{1,20}\] )?Out of memory: Kill(?:ed)? process \d+ \((?<resource>[^)]+)\)/,
    cure: 'The machine ran out of memory. Lower the link and compile gates, or run fewer agents.',
    source: 'https://github.com/torvalds/linux (mm/oom_kill.c)',
  },
  {
    id: 'fork-out-of-memory',
    tool: 'bash',
    kind: 'oom',
    blocking: false,
    needle: 'fork: Cannot allocate memory',
    expression: /^(?:[\w./~][\w./~+-]{0,200}: )?(?:line \d+: )?fork: Cannot allocate memory$/,
    resource: 'memory',
    cure: 'The machine has no memory for another process. Run fewer tasks at the same time.',
    source: 'https://man7.org/linux/man-pages/man2/fork.2.html',
  },
  {
    id: 'fork-retry',
    tool: 'bash',
    kind: 'proc-limit',
    blocking: false,
    needle: 'fork: retry: Resource temporarily unavailable',
    expression:
      /^(?:[\w./~][\w./~+-]{0,200}: )?(?:line \d+: )?fork: retry: Resource temporarily unavailable$/,
    resource: 'max user processes',
    cure: processLimit,
    source: 'https://man7.org/linux/man-pages/man2/fork.2.html',
  },
  {
    id: 'fork-failed',
    tool: 'bash',
    kind: 'proc-limit',
    blocking: false,
    needle: 'fork: Resource temporarily unavailable',
    expression:
      /^(?:[\w./~][\w./~+-]{0,200}: )?(?:line \d+: )?fork: Resource temporarily unavailable$/,
    resource: 'max user processes',
    cure: processLimit,
    source: 'https://man7.org/linux/man-pages/man2/fork.2.html',
  },
  {
    id: 'tail-inotify-exhausted',
    tool: 'tail',
    kind: 'watch-limit',
    blocking: false,
    needle: 'tail: inotify resources exhausted',
    expression: /^tail: inotify resources exhausted$/,
    resource: 'fs.inotify.max_user_watches',
    cure: 'Raise fs.inotify.max_user_watches with sysctl, or watch fewer files.',
    source: 'https://github.com/coreutils/coreutils (src/tail.c)',
  },
  {
    id: 'tail-inotify-instances',
    tool: 'tail',
    kind: 'watch-limit',
    blocking: false,
    needle: 'tail: inotify cannot be used, reverting to polling',
    expression: /^tail: inotify cannot be used, reverting to polling: Too many open files$/,
    resource: 'fs.inotify.max_user_instances',
    cure: 'Raise fs.inotify.max_user_instances with sysctl, or close watchers that nobody needs.',
    source: 'https://github.com/coreutils/coreutils (src/tail.c)',
  },
  {
    id: 'coreutils-text-file-busy',
    tool: 'cp',
    kind: 'file-busy',
    blocking: false,
    needle: ': Text file busy',
    expression:
      /^(?:\/[^\s:]*\/)?(?<tool>cp|mv|install|ln|dd|tee|truncate): (?:cannot|failed to|error|unable to) [\w ]{1,60}'(?<resource>[^']+)'(?: to '[^']+')?: Text file busy$/,
    cure: stopProgram,
    source: `${errno} (ETXTBSY)`,
  },
  {
    id: 'bash-text-file-busy',
    tool: 'bash',
    kind: 'file-busy',
    blocking: false,
    needle: ': Text file busy',
    expression:
      /^(?:[\w./~][\w./~+-]{0,200}: )?(?:line \d+: )?(?<resource>[\w./~][^"'`:]{0,400}): (?:[^"'`: ]{1,400}: bad interpreter: )?Text file busy$/,
    cure: 'The script or program is still being written. Try again once it is complete.',
    source: `${errno} (ETXTBSY)`,
  },
  {
    id: 'coreutils-device-busy',
    tool: 'rm',
    kind: 'file-busy',
    blocking: false,
    needle: ': Device or resource busy',
    expression:
      /^(?:\/[^\s:]*\/)?(?<tool>rm|rmdir|mv|cp|ln): (?:cannot|failed to|error|unable to) [\w ]{1,60}'(?<resource>[^']+)'(?: to '[^']+')?: Device or resource busy$/,
    cure: 'Something is mounted there, or a process uses it. Unmount it or stop the process.',
    source: `${errno} (EBUSY)`,
  },
  {
    id: 'umount-busy',
    tool: 'umount',
    kind: 'file-busy',
    blocking: false,
    needle: ': target is busy.',
    expression: /^(?:\/[^\s:]*\/)?umount: (?<resource>[^:]+): target is busy\.$/,
    cure: 'A process uses the mount. "fuser -vm" tells which.',
    source: 'https://man7.org/linux/man-pages/man8/umount.8.html',
  },
  {
    id: 'program-disk-full',
    tool: 'system',
    kind: 'disk-full',
    blocking: false,
    needle: ': No space left on device',
    expression:
      /^(?:(?:\/[^\s:]*\/)?(?<tool>cp|mv|tar|dd|cat|tee|install|mkdir|touch|rsync|bash|sh|ld|collect2|cc1|cc1plus|as|gcc|g\+\+|clang|make)|fatal|error): (?:[^"`]{1,600}: )?(?:write error|final link failed|[^"`:]{1,400}): No space left on device$/,
    cure: 'The disk is full. Clean the artifacts of agents that have finished with "lanekeeper clean".',
    source: `${errno} (ENOSPC)`,
  },
];
