import { readProcFile } from './proc-file.ts';

/** The variable that every process of an agent carries, so that a daemon that left its tree is found again. */
export const agentMarker = 'LANEKEEPER_AGENT_UID';

/**
 * The agent that a process was started for by the environment it got at execve; null if it carries no marker, hides
 * it, or is not ours to see. Only Linux shows the environment of other processes reliably.
 */
export function readAgentMarker(pid: number): string | null {
  return readMarker(pid, agentMarker);
}

/** The value of one variable in the environment that a process got at execve; null as for `readAgentMarker`. */
export function readMarker(pid: number, name: string): string | null {
  if (process.platform !== 'linux') return null;
  const environment = readProcFile(`/proc/${pid}/environ`);
  return environment && findMarker(environment, name);
}

/** Reads the marker out of `NAME=value` entries that end in NUL; the first counts, as for getenv(3). */
export function findMarker(environment: Buffer, name: string = agentMarker): string | null {
  const assignment = Buffer.from(`${name}=`);
  for (let from = 0; ;) {
    const at = environment.indexOf(assignment, from);
    if (at < 0) return null;
    from = at + assignment.length;
    if (at > 0 && environment[at - 1] !== 0) continue;
    const end = environment.indexOf(0, from);
    return environment.toString('utf8', from, end < 0 ? environment.length : end) || null;
  }
}
