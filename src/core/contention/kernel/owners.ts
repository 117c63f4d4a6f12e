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

/** How far up a process may be from the one that carries its agent's mark. */
const mostElders = 64;

/**
 * Tells of which agent a process is. Of one that was not there the last time its elders are read, as far up as it takes,
 * and not the whole process table: most waits are short, and each is new once.
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

  /** Begins a look: from now on the process table is read once at most, and only if all are asked for. */
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
    const party = this.#partyOf(entry, this.#ownerOf(entry));
    this.#parties.set(pid, party);
    return party;
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
      for (const entry of found.get(uid) ?? []) {
        const known = this.#parties.get(entry.pid);
        const isKnown = known?.agent === id && known.startTime === entry.startTime;
        parties.set(entry.pid, isKnown ? known : this.#partyOf(entry, id));
      }
    }
    this.#parties = parties;
    this.#table = table.filter((entry) => !isZombie(entry));
  }

  /** What it runs is read once it is asked for. */
  #partyOf({ pid, startTime, name }: ProcessEntry, agent: string | null): Party {
    let command: string | undefined;
    return {
      ...{ pid, startTime, agent },
      get command() {
        return (command ??= commandTitle(pid, name));
      },
    };
  }

  /** By its own mark, or by its elders' (`AgentProcesses`). */
  #ownerOf(entry: ProcessEntry): string | null {
    const elders = eldersOf(entry);
    // One of them may have been an agent's when it was last seen, and not show it any more.
    for (const { pid, startTime } of elders) {
      const known = this.#parties.get(pid);
      if (known?.startTime === startTime && known.agent !== null) return known.agent;
    }
    const found = new AgentProcesses().find(this.#agents, elders);
    const isOf = ({ uid }: OwnedAgent): boolean =>
      found.get(uid)?.some(({ pid }) => pid === entry.pid) ?? false;
    return this.#agents.find(isOf)?.id ?? null;
  }
}

/** A process, its parents, and the leaders of their sessions. */
function eldersOf(entry: ProcessEntry): ProcessEntry[] {
  const elders = new Map([[entry.pid, entry]]);
  for (const { parentPid, session } of elders.values()) {
    for (const pid of [parentPid, session]) {
      if (pid <= 0 || elders.has(pid) || elders.size > mostElders) continue;
      const elder = readProcStat(pid);
      if (elder) elders.set(pid, elder);
    }
  }
  return [...elders.values()];
}

function isSame(one: readonly OwnedAgent[], other: readonly OwnedAgent[]): boolean {
  const text = (agents: readonly OwnedAgent[]): string =>
    agents.map(({ uid, process }) => `${uid} ${process?.pid ?? ''}`).join('\n');
  return text(one) === text(other);
}
