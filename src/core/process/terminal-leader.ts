import { readProcFileOnce } from './proc-file.ts';

/**
 * Whether the process leads the session of a terminal: the shell, or whatever else the terminal was opened with. False
 * where it cannot be told.
 */
export function leadsTerminal(pid: number): boolean {
  if (process.platform !== 'linux') return false;
  const stat = readProcFileOnce(`/proc/${pid}/stat`)?.toString('latin1') ?? '';
  // After the name, which may hold anything: state, parent, group, session, terminal (proc_pid_stat(5)).
  const [, , , , session, terminal] = stat.slice(stat.lastIndexOf(')')).split(' ');
  return session === String(pid) && terminal !== '0';
}
