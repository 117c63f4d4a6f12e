import { readAgentMarker } from './agent-marker.ts';
import type { ProcessIdentity } from './identity.ts';
import type { ProcessEntry } from './process-entry.ts';

export interface AgentRoot {
  readonly uid: string;
  /** Supervisor or shell of the agent, null if it is not known. */
  readonly process: ProcessIdentity | null;
}

interface KnownProcess {
  readonly startTime: string;
  readonly image: string;
  readonly marker: string | null;
  readonly owner: string | null;
}

/**
 * Tells which processes are an agent's. In this order, the first that applies:
 * 1. it is the agent's root process;
 * 2. its environment carries a marker: the agent named there (so a nested agent is not its outer agent's);
 * 3. it was the agent's when it was last seen (so clearing the environment and leaving the tree does not hide it);
 * 4. its parent is the agent's;
 * 5. the leader of its session is the agent's (a session is only ever joined by being born into it, setsid(2)).
 * Parents and leaders count only if they are not younger: a pid that was reused proves nothing.
 */
export class AgentProcesses {
  readonly #markerOf: (pid: number) => string | null;
  #known = new Map<number, KnownProcess>();

  /** `markerOf` tells an agent's uid by a pid; by default it reads the environment that the process was started with. */
  constructor(markerOf: (pid: number) => string | null = readAgentMarker) {
    this.#markerOf = markerOf;
  }

  /** The processes of each agent in `table`, zombies included; every uid asked for has an entry. */
  find(agents: readonly AgentRoot[], table: readonly ProcessEntry[]): Map<string, ProcessEntry[]> {
    const found = new Map<string, ProcessEntry[]>(agents.map(({ uid }) => [uid, []]));
    const census = new Census(agents, table, this.#known, this.#markerOf);
    for (const entry of table) {
      const owner = census.ownerOf(entry);
      if (owner !== null) found.get(owner)?.push(entry);
    }
    this.#known = census.known;
    return found;
  }
}

/** One pass over one table. What is known of processes that have gone is not carried over. */
class Census {
  readonly known = new Map<number, KnownProcess>();
  readonly #before: ReadonlyMap<number, KnownProcess>;
  readonly #entries: ReadonlyMap<number, ProcessEntry>;
  readonly #roots: ReadonlyMap<number, { readonly uid: string; readonly startTime: string }>;
  readonly #markerOf: (pid: number) => string | null;
  readonly #asking = new Set<number>();

  constructor(
    agents: readonly AgentRoot[],
    table: readonly ProcessEntry[],
    before: ReadonlyMap<number, KnownProcess>,
    markerOf: (pid: number) => string | null,
  ) {
    this.#before = before;
    this.#markerOf = markerOf;
    this.#entries = new Map(table.map((entry) => [entry.pid, entry]));
    this.#roots = new Map(
      agents.flatMap(({ uid, process }) =>
        process ? [[process.pid, { uid, startTime: process.startTime }] as const] : [],
      ),
    );
  }

  ownerOf(entry: ProcessEntry): string | null {
    const settled = this.known.get(entry.pid);
    if (settled) return settled.owner;
    // The table is no snapshot: entries read at different times can seem to be each other's parent.
    if (this.#asking.has(entry.pid)) return null;
    this.#asking.add(entry.pid);
    const before = this.#before.get(entry.pid);
    const same = before?.startTime === entry.startTime ? before : undefined;
    const marker = same?.image === entry.image ? same.marker : this.#markerOf(entry.pid);
    const owner =
      this.#rootOwner(entry) ??
      marker ??
      same?.owner ??
      this.#ownerOfElder(entry.parentPid, entry) ??
      this.#ownerOfElder(entry.session, entry);
    this.known.set(entry.pid, {
      startTime: entry.startTime,
      image: entry.image,
      marker,
      owner,
    });
    return owner;
  }

  #rootOwner(entry: ProcessEntry): string | null {
    const root = this.#roots.get(entry.pid);
    return root?.startTime === entry.startTime ? root.uid : null;
  }

  #ownerOfElder(pid: number, entry: ProcessEntry): string | null {
    const elder = this.#entries.get(pid);
    if (!elder || elder.pid === entry.pid || isYounger(elder, entry)) return null;
    return this.ownerOf(elder);
  }
}

/** Start times that are no numbers (macOS) are not ordered; there the pid alone has to do. */
function isYounger(elder: ProcessEntry, entry: ProcessEntry): boolean {
  return Number(elder.startTime) > Number(entry.startTime);
}
