import { readProcFileOnce } from './proc-file.ts';

/**
 * Whether something other than the shell itself has the shell's terminal: a command runs in it. A shell with job control
 * gives each command a process group of its own and the terminal to that group, and takes it back for its prompt
 * (tcsetpgrp(3)). Null where it cannot be told: elsewhere than on Linux, no such process, no terminal.
 */
export function runsInForeground(shell: number): boolean | null {
  if (process.platform !== 'linux') return null;
  const stat = readProcFileOnce(`/proc/${shell}/stat`)?.toString('latin1') ?? '';
  // After the name, which may hold anything: state, parent, group, session, terminal, its group (proc_pid_stat(5)).
  const [, , , group, , terminal, foreground] = stat.slice(stat.lastIndexOf(')')).split(' ');
  if (foreground === undefined || foreground === '-1' || terminal === '0') return null;
  return foreground !== group;
}
