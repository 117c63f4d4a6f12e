import type { ContentionPattern } from '../pattern.ts';
import { anyOf, killed } from '../translated-texts.ts';

export const makePatterns: readonly ContentionPattern[] = [
  {
    id: 'make-recipe-killed',
    tool: 'make',
    kind: 'killed',
    blocking: false,
    needle: ['make: *** [', ']: *** ['],
    expression: new RegExp(
      `^g?make(?:\\[\\d+\\])?: \\*\\*\\* \\[(?:[^\\]]*[:：]\\s?)?(?<resource>[^\\]:：]+)\\] ${anyOf(['Killed', ...killed])}$`,
    ),
    cure: 'The recipe was killed, most likely for lack of memory. Lower -j, or the compile gate.',
    source: 'https://git.savannah.gnu.org/cgit/make.git (src/job.c)',
  },
];
