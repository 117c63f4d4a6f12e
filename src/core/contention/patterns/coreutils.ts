import type { ContentionPattern } from '../pattern.ts';
import { anyOf, deviceBusy, noSpace, textFileBusy, tooManyFiles } from '../translated-texts.ts';
import { gitFaults } from './git-words.ts';
import { errno } from './repeated-texts.ts';

const stopProgram =
  'The program is running, so its file cannot be written. Stop it, or write to another path.';

/** Programs that write what they are told to. */
const writers =
  'cp|mv|tar|dd|cat|tee|sort|split|head|install|mkdir|touch|rsync|bash|sh|ld|collect2|cc1|cc1plus|as|gcc|g\\+\\+|clang|make';
/**
 * What stands before the text of an error in any language: words, and the file, in quotation marks if it is not all.
 * An apostrophe inside a word is none.
 */
const about =
  '(?:(?:[^"`:]{0,200}?\\s)?\')?(?<resource>[^\'":`： ][^\'":`：]{0,400})(?:\'[^"`:]{0,200})?[:：]\\s?';
/** "target is busy" of util-linux. */
const targetBusy = [
  ...[
    'cíl se používá',
    'mål er optaget',
    'das Ziel wird gerade benutzt',
    'el destino está ocupado',
  ],
  ...[
    'la cible est active',
    'cilj je zauzet',
    '対象は使用中です',
    'cel jest zajęty',
    'alvo ocupado',
  ],
  ...['o alvo está ocupado', 'mål upptaget', 'призначення зайнято', '目标忙'],
];

export const coreutilsPatterns: readonly ContentionPattern[] = [
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
    id: 'tail-inotify-instances-translated',
    tool: 'tail',
    kind: 'watch-limit',
    blocking: false,
    needle: tooManyFiles,
    expression: new RegExp(
      `^tail: [^":]{0,80}[Ii]notify[^":]{0,120}[:：]\\s?${anyOf(tooManyFiles)}$`,
    ),
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
      /^(?:\/[^\s:]*\/)?(?<tool>cp|mv|install|ln|dd|tee|truncate): (?:(?:cannot|failed to|error|unable to) [\w ]{1,60})?'?(?<resource>[^' :][^':]*)'?(?: for (?:writing|reading)| to '[^']+')?: Text file busy$/,
    cure: stopProgram,
    source: `${errno} (ETXTBSY)`,
  },
  {
    id: 'coreutils-text-file-busy-translated',
    tool: 'cp',
    kind: 'file-busy',
    blocking: false,
    needle: textFileBusy,
    expression: new RegExp(
      `^(?:\\/[^\\s:]*\\/)?(?<tool>cp|mv|install|ln|dd|tee|truncate): ${about}${anyOf(textFileBusy)}$`,
    ),
    cure: stopProgram,
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
    id: 'coreutils-device-busy-translated',
    tool: 'rm',
    kind: 'file-busy',
    blocking: false,
    needle: deviceBusy,
    expression: new RegExp(
      `^(?:\\/[^\\s:]*\\/)?(?<tool>rm|rmdir|mv|cp|ln): ${about}${anyOf(deviceBusy)}$`,
    ),
    cure: 'Something is mounted there, or a process uses it. Unmount it or stop the process.',
    source: `${errno} (EBUSY)`,
  },
  {
    id: 'umount-busy',
    tool: 'umount',
    kind: 'file-busy',
    blocking: false,
    needle: [': target is busy.', ...targetBusy],
    expression: new RegExp(
      `^(?:\\/[^\\s:]*\\/)?umount: (?<resource>[^:]+): (?:target is busy|${anyOf(targetBusy)})\\.$`,
    ),
    cure: 'A process uses the mount. "fuser -vm" tells which.',
    source: 'https://man7.org/linux/man-pages/man8/umount.8.html',
  },
  {
    id: 'program-disk-full',
    tool: 'system',
    kind: 'disk-full',
    blocking: false,
    needle: ': No space left on device',
    expression: new RegExp(
      `^(?:(?:\\/[^\\s:]*\\/)?(?<tool>${writers})|fatal|error): (?:[^"\`]{1,600}: )?(?:write error|final link failed|[^"\`:]{1,400}): No space left on device$`,
    ),
    cure: 'The disk is full. Clean the artifacts of agents that have finished with "lanekeeper clean".',
    source: `${errno} (ENOSPC)`,
  },
  {
    id: 'program-disk-full-translated',
    tool: 'system',
    kind: 'disk-full',
    blocking: false,
    needle: noSpace,
    expression: new RegExp(
      `^(?:(?:\\/[^\\s:]*\\/)?(?<tool>${writers})|${gitFaults})\\s?[:：,]\\s?[^"\`]{1,600}[:：]\\s?${anyOf(noSpace)}\\.?$`,
    ),
    cure: 'The disk is full. Clean the artifacts of agents that have finished with "lanekeeper clean".',
    source: `${errno} (ENOSPC)`,
  },
  {
    // A short write is all that tar tells of a full disk.
    id: 'tar-disk-full',
    tool: 'tar',
    kind: 'disk-full',
    blocking: false,
    needle: ': Wrote only ',
    expression: /^(?:\/[^\s:]*\/)?tar: (?<resource>[^"'`:]+): Wrote only \d+ of \d+ bytes$/,
    cure: 'The disk is full. Clean the artifacts of agents that have finished with "lanekeeper clean".',
    source: 'https://git.savannah.gnu.org/cgit/tar.git (lib/paxerror.c)',
  },
];
