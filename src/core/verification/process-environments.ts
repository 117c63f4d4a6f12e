import type { Agent } from '../agent/agent.ts';
import { AgentProcesses } from '../process/agent-processes.ts';
import { isZombie } from '../process/process-entry.ts';
import { readProcFile } from '../process/proc-file.ts';
import { readProcessTable } from '../process/process-table.ts';

/** The variables that a process was started with. */
export interface ProcessEnvironment {
  readonly pid: number;
  readonly variables: ReadonlyMap<string, string>;
}

/**
 * What the processes of agents really run with, by uid. Linux only; each agent has an entry. The supervisor is not among
 * them: it is Lanekeeper's own and passes on what it was given.
 */
export function processEnvironments(agents: readonly Agent[]): Map<string, ProcessEnvironment[]> {
  const table = process.platform === 'linux' ? readProcessTable() : [];
  const found = new AgentProcesses().find(agents, table);
  return new Map(
    agents.map((agent) => [
      agent.uid,
      (found.get(agent.uid) ?? [])
        .filter((entry) => !isZombie(entry))
        .filter(({ pid }) => pid !== agent.process?.pid || agent.interactive)
        .map(({ pid }) => ({ pid, variables: environmentOf(pid) })),
    ]),
  );
}

function environmentOf(pid: number): Map<string, string> {
  const content = readProcFile(`/proc/${pid}/environ`)?.toString('utf8') ?? '';
  return new Map(
    content.split('\0').flatMap((entry): [string, string][] => {
      const at = entry.indexOf('=');
      return at <= 0 ? [] : [[entry.slice(0, at), entry.slice(at + 1)]];
    }),
  );
}
