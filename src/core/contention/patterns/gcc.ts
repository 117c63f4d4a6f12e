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
  {
    id: 'gcc-out-of-memory',
    tool: 'gcc',
    kind: 'oom',
    blocking: false,
    needle: ': out of memory allocating ',
    expression:
      /^(?<resource>cc1|cc1plus|lto1|f951|ld|collect2): out of memory allocating \d+ bytes(?: after a total of \d+ bytes)?$/,
    cure: 'The process could not get memory. Run fewer memory-hungry tasks at the same time.',
    source: 'https://github.com/gcc-mirror/gcc (libiberty/xmalloc.c)',
  },
  {
    id: 'gcc-virtual-memory',
    tool: 'gcc',
    kind: 'oom',
    blocking: false,
    needle: 'virtual memory exhausted: Cannot allocate memory',
    expression: /^virtual memory exhausted: Cannot allocate memory$/,
    resource: 'memory',
    cure: 'The process could not get memory. Run fewer memory-hungry tasks at the same time.',
    source: 'https://github.com/gcc-mirror/gcc',
  },
  {
    id: 'linker-memory-exhausted',
    tool: 'ld',
    kind: 'oom',
    blocking: false,
    needle: ': final link failed: memory exhausted',
    expression:
      /^(?:\/[^\s:"'`]{0,200}\/)?(?<resource>ld|ld\.(?:bfd|gold|lld)): final link failed: (?:memory exhausted|Memory exhausted)$/,
    cure: 'The linker could not get memory. Lower the link gate so that fewer link at the same time.',
    source: 'https://sourceware.org/git/binutils-gdb.git (bfd/bfd.c)',
  },
  {
    id: 'llvm-out-of-memory',
    tool: 'llvm',
    kind: 'oom',
    blocking: false,
    needle: 'LLVM ERROR: out of memory',
    expression: /^LLVM ERROR: out of memory$/,
    resource: 'memory',
    cure: 'The process could not get memory. Run fewer memory-hungry tasks at the same time.',
    source: 'https://github.com/llvm/llvm-project (llvm/lib/Support/ErrorHandling.cpp)',
  },
  {
    id: 'assembler-disk-full',
    tool: 'as',
    kind: 'disk-full',
    blocking: false,
    needle: ": 'No space left on device'",
    expression:
      /^[\w./][^"'`:\s]{0,400}\.[sS]: Fatal error: can't (?:fill|write) [\w ,.]{1,100} (?:of|to) [^"'`:]{1,400}: 'No space left on device'$/,
    cure: 'The disk is full. Clean the artifacts of agents that have finished with "lanekeeper clean".',
    source: 'https://sourceware.org/git/binutils-gdb.git (gas/output-file.c, gas/write.c)',
  },
];
