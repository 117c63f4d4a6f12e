import type { ContentionPattern } from '../pattern.ts';

export const gccPatterns: readonly ContentionPattern[] = [
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
];
