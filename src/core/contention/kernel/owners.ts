import type { Agent } from '../../agent/agent.ts';
import { AgentProcesses } from '../../process/agent-processes.ts';
import { isZombie, type ProcessEntry } from '../../process/process-entry.ts';
import { readProcStat } from '../../process/proc-stat.ts';
import { readProcessTable } from '../../process/process-table.ts';
import { commandTitle } from './command-title.ts';

/** An agent as far as its processes are to be told. */
export type OwnedAgent = Pick<Agent, 'id' | 'uid' | 'process'>;

/** One process, and whose it is. With its start time the pid names it for as long as the machine is up. */
export interface Party {
  readonly pid: number;
  readonly startTime: string;
  /** The id of its agent; null for a process of nobody's. */
  readonly agent: string | null;
  /** What it runs, for people; see `commandTitle`. */
  readonly command: string;
}

/**
 * Tells of which agent a process is. The process table is read only for a process that was not there the last time,
 * so that a wait that goes on costs one look at that process.
 */
export class Owners {
  readonly #processes: AgentProcesses;
  #agents: readonly OwnedAgent[] = [];
  #parties = new Map<number, Party>();
  #table: readonly ProcessEntry[] = [];
  #isFresh = false;

  constructor(processes: AgentProcesses = new AgentProcesses()) {
    this.#processes = processes;
  }

  /** Begins a look: from now on the process table is read once at most. */
  begin(agents: readonly OwnedAgent[]): void {
    if (!isSame(agents, this.#agents)) this.#parties.clear();
    this.#agents = agents;
    this.#isFresh = false;
  }

  /** Who has this pid at this moment; null if nobody does. */
  partyOf(pid: number): Party | null {
    const entry = readProcStat(pid);
    if (!entry || isZombie(entry)) return null;
    const known = this.#parties.get(pid);
    if (known?.startTime === entry.startTime) return known;
    this.#refresh();
    return this.#parties.get(pid) ?? this.#strangerOf(entry);
  }

  /** The processes of all agents. */
  ofAgents(): readonly Party[] {
    this.#refresh();
    return [...this.#parties.values()].filter(({ agent }) => agent !== null);
  }

  /** Every process of the machine as it was when this look first asked for one that was not known. */
  table(): readonly ProcessEntry[] {
    this.#refresh();
    return this.#table;
  }

  #refresh(): void {
    if (this.#isFresh) return;
    this.#isFresh = true;
    const table = readProcessTable();
    const found = this.#processes.find(this.#agents, table);
    const parties = new Map<number, Party>();
    for (const { id, uid } of this.#agents) {
      for (const { pid, startTime, name } of found.get(uid) ?? []) {
        parties.set(pid, { pid, startTime, agent: id, command: commandTitle(pid, name) });
      }
    }
    this.#parties = parties;
    this.#table = table.filter((entry) => !isZombie(entry));
  }

  #strangerOf({ pid, startTime, name }: ProcessEntry): Party {
    const party = { pid, startTime, agent: null, command: commandTitle(pid, name) };
    this.#parties.set(pid, party);
    return party;
  }
}

function isSame(one: readonly OwnedAgent[], other: readonly OwnedAgent[]): boolean {
  const text = (agents: readonly OwnedAgent[]): string =>
    agents.map(({ uid, process }) => `${uid} ${process?.pid ?? ''}`).join('\n');
  return text(one) === text(other);
}
