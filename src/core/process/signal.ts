import { errorCode } from './error-code.ts';
import { findEntry, readProcessEntry } from './identity.ts';
import type { ProcessIdentity } from './identity.ts';
import { isZombie } from './process-entry.ts';

/**
 * Signals one process after making sure that the pid is still its own. False if there was nobody to signal or the
 * system forbids it. Node has no pidfd_send_signal(2), so a gap of microseconds remains between look and signal.
 */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  const entry = findEntry(identity);
  if (!entry || isZombie(entry) || !maySignal(identity.pid)) return false;
  return send(identity.pid, signal);
}

/**
 * Signals every process of a group at once, so that none can fork in between, after making sure that `member` still
 * is in it: as long as it is, the group's number cannot be another's (setpgid(2)). Never the caller's own group.
 */
export function signalGroup(
  group: number,
  member: ProcessIdentity,
  signal: NodeJS.Signals,
): boolean {
  const entry = findEntry(member);
  if (entry?.group !== group || !maySignal(group)) return false;
  if (readProcessEntry(process.pid)?.group === group) return false;
  return send(-group, signal);
}

/** kill(2) gives 0 and -1 a meaning of "everybody", and process 1 holds up the machine or container. */
function maySignal(pid: number): boolean {
  return Number.isInteger(pid) && pid > 1 && pid !== process.pid;
}

function send(target: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(target, signal);
  } catch (fault) {
    // Gone in the meantime, or it runs as another user (setuid): the caller sees by looking who is left.
    if (errorCode(fault) === 'ESRCH' || errorCode(fault) === 'EPERM') return false;
    throw fault;
  }
}
