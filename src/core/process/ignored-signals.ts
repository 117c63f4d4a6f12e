import { constants } from 'node:os';
import { readProcFile } from './proc-file.ts';

/**
 * Whether the process ignores the signal, so that waiting for an effect is in vain: a shell without job control makes
 * what it starts with `&` ignore SIGINT (POSIX Shell Command Language, Asynchronous AND-OR Lists). False where it
 * cannot be told.
 */
export function ignoresSignal(pid: number, signal: NodeJS.Signals): boolean {
  if (process.platform !== 'linux') return false;
  const status = readProcFile(`/proc/${pid}/status`)?.toString('latin1') ?? '';
  return isInMask(/^SigIgn:\t([\da-f]+)$/m.exec(status)?.[1] ?? '0', constants.signals[signal]);
}

/** In the kernel's hexadecimal masks signal 1 is the lowest bit (proc_pid_status(5)). */
export function isInMask(mask: string, signal: number): boolean {
  return ((BigInt(`0x${mask}`) >> BigInt(signal - 1)) & 1n) === 1n;
}
