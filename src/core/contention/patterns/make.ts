import type { ContentionPattern } from '../pattern.ts';

export const makePatterns: readonly ContentionPattern[] = [
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
];
