import type { ContentionPattern } from '../pattern.ts';
import {
  anyOf,
  killed,
  noMemory,
  textFileBusy,
  tooManyFiles,
  tryAgain,
} from '../translated-texts.ts';
import { errno } from './repeated-texts.ts';

const bashJobs = 'https://git.savannah.gnu.org/cgit/bash.git (jobs.c, siglist.c)';
const killedCure =
  'The process was killed, most likely for lack of memory: see the kernel log. Run fewer tasks at the same time.';
const processLimit =
  'Too many processes run. Raise the limit with "ulimit -u" or pids.max, or run fewer tasks at the same time.';

/** The script, and the word for "line" with the number before or after it, as translated shells begin what they tell. */
const script = '[\\w./~][\\w./~+-]{0,200}';
const line = '(?:\\s?:|,)?\\s[^\\d"\'`:：,./]{0,16}\\d{1,9}[^\\d"\'`:：]{0,16}(?:: ?|：)';
const fork = `(?:${script}(?:${line}|\\s?: ))?fork: (?:[^"'\`:：]{1,40}: )?`;

export const shellsPatterns: readonly ContentionPattern[] = [
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
    id: 'bash-killed-translated',
    tool: 'bash',
    kind: 'killed',
    blocking: false,
    needle: killed.map((text) => ` ${text}  `),
    expression: new RegExp(
      `^${script}${line} *\\d+ ${anyOf(killed)} {2,100}(?:[A-Za-z_]\\w*=\\S* ){0,20}(?:[^ ]*\\/)?(?<resource>[^ /]+)(?: .*)?$`,
    ),
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
    id: 'fork-out-of-memory-translated',
    tool: 'bash',
    kind: 'oom',
    blocking: false,
    needle: noMemory,
    expression: new RegExp(`^${fork}${anyOf(noMemory)}$`),
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
    id: 'fork-failed-translated',
    tool: 'bash',
    kind: 'proc-limit',
    blocking: false,
    needle: tryAgain,
    expression: new RegExp(`^${fork}${anyOf(tryAgain)}$`),
    resource: 'max user processes',
    cure: processLimit,
    source: 'https://man7.org/linux/man-pages/man2/fork.2.html',
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
    id: 'bash-text-file-busy-translated',
    tool: 'bash',
    kind: 'file-busy',
    blocking: false,
    needle: textFileBusy,
    expression: new RegExp(
      `^${script}(?:${line}|: )(?<resource>[\\w./~][^"'\`:：]{0,400})[:：]\\s?(?:[^"'\`:： ]{1,400}: [^"'\`:：]{1,60}[:：]\\s?)?${anyOf(textFileBusy)}$`,
    ),
    cure: 'The script or program is still being written. Try again once it is complete.',
    source: `${errno} (ETXTBSY)`,
  },
  {
    id: 'shell-too-many-files-translated',
    tool: 'bash',
    kind: 'fd-limit',
    blocking: false,
    needle: tooManyFiles,
    expression: new RegExp(
      `^(?:${script}${line}|(?:ba|da|z|k)?sh\\s?: )(?:[^"'\`:：]{1,400}[:：]\\s?){0,2}${anyOf(tooManyFiles)}$`,
    ),
    resource: 'open files',
    cure: 'Raise the limit with "ulimit -n", or run fewer tasks at the same time.',
    source: 'https://man7.org/linux/man-pages/man3/errno.3.html (EMFILE)',
  },
  {
    id: 'shell-too-many-files',
    tool: 'bash',
    kind: 'fd-limit',
    blocking: false,
    needle: ': Too many open files',
    expression:
      /^(?:[\w./~][\w./~+-]{0,200}: )(?:line \d+: |(?=pipe error: ))(?:[\w./~][^"'`:]{0,400}: )?(?:cannot make pipe for [\w ]{1,40}: |redirection error: cannot duplicate fd: )?Too many open files$/,
    resource: 'open files',
    cure: 'Raise the limit with "ulimit -n", or run fewer tasks at the same time.',
    source: 'https://man7.org/linux/man-pages/man3/errno.3.html (EMFILE)',
  },
];
