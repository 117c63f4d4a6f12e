import type { ContentionPattern } from '../pattern.ts';
import { anyOf, killed, noSpace } from '../translated-texts.ts';

/** Up to the program that was killed, in the languages of gcc (po/*.po); in many only the name of the signal is translated. */
const killedProgram = `(?:Signal Getötet hat Programm|la señal Terminado \\(killed\\) terminó el programa|le signal Processus arrêté a terminé le programme|Dödad-signal avslutade programmet|Tapettu-signaali päätti|${anyOf(killed)} signal terminated program)`;

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
    id: 'gcc-compiler-killed-translated',
    tool: 'gcc',
    kind: 'killed',
    blocking: false,
    needle: [
      ...[' signal terminated program ', ' hat Programm ', ' terminó el programa '],
      ...[' a terminé le programme ', '-signal avslutade programmet ', '-signaali päätti '],
    ],
    expression: new RegExp(
      `^[A-Za-z][\\w.+-]{0,100}: [^:："'\`]{1,40}[:：] ?${killedProgram} (?<resource>[\\w.+-]{1,100}?)(?: beendet|-ohjelman)?$`,
    ),
    cure: 'The compiler was most likely killed for lack of memory. Lower the number of jobs, or the compile gate.',
    source: 'https://github.com/gcc-mirror/gcc (gcc/po/*.po)',
  },
  {
    // The number of the signal is the same in every language.
    id: 'gcc-linker-killed',
    tool: 'gcc',
    kind: 'killed',
    blocking: false,
    needle: 'collect2: ',
    expression:
      /^collect2: [^:："'`]{1,40}[:：] ?(?:[^"'`[\]]{0,40} )?(?<resource>ld|(?:real-|collect-)?ld\.?\w{0,10}|nm|lto-wrapper|gold|mold)(?= )[^"'`[\]\d]{1,60}9(?: [^"'`[\]\d]{1,40})? ?\[[^"'`[\]]{1,40}\](?:, core dumped|[^"'`[\]\d]{0,40})$/,
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
  {
    id: 'assembler-disk-full-translated',
    tool: 'as',
    kind: 'disk-full',
    blocking: false,
    needle: noSpace,
    expression: new RegExp(
      `^[\\w./][^"'\`:\\s]{0,400}\\.[sS]: [^:："'\`]{1,40}[:：] ?[^"\`:]{1,500}[:：]\\s?['«„“]\\s?${anyOf(noSpace)}\\s?['»“”]$`,
    ),
    cure: 'The disk is full. Clean the artifacts of agents that have finished with "lanekeeper clean".',
    source: 'https://sourceware.org/git/binutils-gdb.git (gas/po/*.po)',
  },
];
