import path from 'node:path';
import { readCommandLine } from './command-line.ts';

/**
 * What a process is called for people: the program it was started as. Its short name is that of a thread, and Node.js,
 * for one, calls it "MainThread"; `shortName` is told only where the command line cannot be read. A process can say
 * what it likes in either.
 */
export function programName(pid: number, shortName: string): string {
  const [program] = readCommandLine(pid);
  // login(1) puts a dash before the name of a login shell.
  return path.basename(program ?? '').replace(/^-/, '') || shortName;
}
