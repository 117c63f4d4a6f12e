import { currentIdentity, isAlive, type ProcessIdentity } from '../../process/identity.ts';
import { isZombie } from '../../process/process-entry.ts';
import { readProcessTable } from '../../process/process-table.ts';
import type { LeaseDocument } from './lease.ts';

/**
 * Whether anybody is left to use a place. One that is waited for, or whose command has not started, ends with who asked
 * for it; one that a command runs with ends with the last process of the command's group or session, so that a killed
 * supervisor gives nothing back that is still in use.
 */
export function isLeaseAlive({ state, owner, command }: LeaseDocument): boolean {
  if (state === 'waiting' || command === null) return isAlive(owner);
  return isAlive(command) || membersOf(command) > 0;
}

/** How many live processes are left of the group or session that a process led. */
function membersOf(leader: ProcessIdentity): number {
  if (leader.bootId !== currentIdentity().bootId) return 0;
  return readProcessTable().filter(
    (entry) =>
      // The number stays taken as long as anybody is in the group (setpgid(2)); who is in it is younger than its
      // leader.
      (entry.group === leader.pid || entry.session === leader.pid) &&
      entry.pid !== leader.pid &&
      !(Number(entry.startTime) < Number(leader.startTime)) &&
      !isZombie(entry),
  ).length;
}
