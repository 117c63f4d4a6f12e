import { AgentProcesses } from '../process/agent-processes.ts';
import type { AgentRoot } from '../process/agent-processes.ts';
import { isZombie } from '../process/process-entry.ts';
import type { ProcessEntry } from '../process/process-entry.ts';
import { readProcessTable } from '../process/process-table.ts';
import { CpuMeter } from './cpu-meter.ts';
import { IoMeter } from './io-meter.ts';
import { MachineMeter } from './machine.ts';
import type { AgentSample, Sample } from './sample.ts';

export interface SampledAgent extends AgentRoot {
  readonly id: string;
}

/**
 * Measures what every agent and the machine use, from one look at the process table a call. CPU is the mean since the
 * call before, so the first one tells 0; how it is counted is told at `CpuMeter`, I/O at `IoMeter`. Memory is the sum
 * of resident sets, which counts a page that processes share once for each of them. One instance keeps the state of
 * one rhythm of calls; it holds no timer and nothing to release.
 */
export class Sampler {
  readonly #processes: AgentProcesses;
  readonly #machine = new MachineMeter();
  readonly #cpu = new CpuMeter();
  #io = new Map<string, IoMeter>();
  #sampledAt: number | null = null;

  /** `processes` may be shared with others who look for the agents' processes. */
  constructor(processes: AgentProcesses = new AgentProcesses()) {
    this.#processes = processes;
  }

  /** Throws `platform-unsupported` where `readProcessTable` does, unless a table is given. */
  sample(
    agents: readonly SampledAgent[],
    table: readonly ProcessEntry[] = readProcessTable(),
  ): Sample {
    const now = performance.now();
    const seconds = this.#sampledAt === null ? 0 : (now - this.#sampledAt) / 1000;
    this.#sampledAt = now;
    const machine = this.#machine.sample();
    const used = this.#cpu.advance(table);
    const found = this.#processes.find(agents, table);
    // Agents that are no longer asked for are forgotten.
    this.#io = new Map(agents.map(({ uid }) => [uid, this.#io.get(uid) ?? new IoMeter()]));
    return {
      time: new Date().toISOString(),
      machine,
      agents: agents.map(({ id, uid }): AgentSample => {
        const members = found.get(uid) ?? [];
        const cpuSeconds = members.reduce((sum, { pid }) => sum + (used.get(pid) ?? 0), 0);
        const io = this.#io.get(uid)?.advance(members);
        return {
          id,
          // Clock ticks of 10 ms, and a command of another agent that a shell of this one has waited for, can add up
          // to more than there is.
          cpu: seconds > 0 ? Math.min(machine.cores, cpuSeconds / seconds) : 0,
          memory: members.reduce((sum, { residentBytes }) => sum + residentBytes, 0),
          readBytes: io?.read ?? 0,
          writtenBytes: io?.written ?? 0,
          processes: members.filter((entry) => !isZombie(entry)).length,
        };
      }),
    };
  }
}
