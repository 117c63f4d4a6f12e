import { setTimeout as delay } from 'node:timers/promises';
import { AgentProcesses } from './agent-processes.ts';
import { identityOf, isAlive } from './identity.ts';
import type { ProcessIdentity } from './identity.ts';
import { ignoresSignal } from './ignored-signals.ts';
import { isZombie } from './process-entry.ts';
import type { ProcessEntry } from './process-entry.ts';
import { readProcessTable } from './process-table.ts';
import { signalGroup, signalProcess } from './signal.ts';
import { leadsTerminal } from './terminal-leader.ts';

export interface StopTreeOptions {
  /** Stops everything of this agent, wherever it is; null stops `root` and what descends from it, whoever's it is. */
  readonly uid: string | null;
  readonly root: ProcessIdentity | null;
  /** How long each signal but SIGKILL may take to work before the next one is sent. */
  readonly graceMs: number;
  /** Sent in this order until nothing is left. A terminal's shell gets SIGHUP before them. */
  readonly signals?: readonly NodeJS.Signals[];
  /** Pids that are let live even if they belong to the tree. */
  readonly exclude?: readonly number[];
  /** A watcher that knows the agent's processes from before, so that those that since hid are found as well. */
  readonly processes?: AgentProcesses;
}

/** Pids in ascending order. A survivor is out of reach (another user's) or stuck in the kernel (state D). */
export interface StopReport {
  readonly stopped: number[];
  readonly survivors: number[];
}

/** SIGINT goes first because build tools give jobserver tokens and locks back on it, and on no other signal. */
const defaultSignals = ['SIGINT', 'SIGTERM', 'SIGKILL'] as const;

/** How long to wait for processes that got SIGKILL: they end at once unless the kernel holds them. */
const killPatienceMs = 2000;

/** How often to look for processes that were born while others were being stopped. */
const rescanMs = 200;

/**
 * Stops a whole tree, daemons that left it included (see `AgentProcesses`), and tells who is gone once all are or the
 * last signal had its time. Signals whole groups where they are all the agent's, single processes elsewhere, and looks
 * at each identity right before. Never signals pid 1, the caller, the caller's group, or ancestors of the caller that
 * are not below `root`.
 */
export async function stopTree(options: StopTreeOptions): Promise<StopReport> {
  const { graceMs, signals = defaultSignals } = options;
  const tree = new Tree(options);
  const others = (): ProcessEntry[] => tree.scan().filter(({ pid }) => !leadsTerminal(pid));
  const shells = (): ProcessEntry[] => tree.scan().filter(({ pid }) => leadsTerminal(pid));
  // A shell at its prompt minds neither SIGINT nor SIGTERM (bash(1), SIGNALS). What it runs ends as it likes to, and
  // then the shell as it does when its terminal is closed.
  const left = new Set(await end(tree, others, signals, graceMs));
  await end(tree, shells, ['SIGHUP'], graceMs);
  await end(tree, () => tree.scan().filter((each) => !left.has(keyOf(each))), signals, graceMs);
  return tree.report();
}

/** Sends one signal after the other until `scan` finds nobody. Returns the keys of those who are left. */
async function end(
  tree: Tree,
  scan: () => readonly ProcessEntry[],
  signals: readonly NodeJS.Signals[],
  graceMs: number,
): Promise<readonly string[]> {
  let left: readonly string[] = [];
  for (const signal of signals) {
    const patience = signal === 'SIGKILL' ? killPatienceMs : graceMs;
    const deadline = performance.now() + patience;
    const told = new Set<string>();
    for (;;) {
      const members = scan();
      left = members.map(keyOf);
      if (members.length === 0) return left;
      // A second ^C means "at once" to many tools, so each process gets a signal only once. Nobody minds SIGKILL.
      const untold = members.filter((each) => signal === 'SIGKILL' || !told.has(keyOf(each)));
      tree.signal(untold, signal);
      for (const each of untold) told.add(keyOf(each));
      const now = performance.now();
      if (now >= deadline || members.every(({ pid }) => ignoresSignal(pid, signal))) break;
      await allGone(members.map(identityOf), Math.min(deadline, now + rescanMs));
    }
  }
  return left;
}

/** Ends when none of the processes lives, or at `deadline` (as of performance.now()). */
async function allGone(identities: readonly ProcessIdentity[], deadline: number): Promise<void> {
  for (let pauseMs = 1; identities.some(isAlive); pauseMs = Math.min(pauseMs * 2, 32)) {
    const left = deadline - performance.now();
    if (left <= 0) return;
    await delay(Math.min(pauseMs, left));
  }
}

const unmarked = 'tree';

/** What belongs to the tree over all looks at it, and the last look. */
class Tree {
  readonly #uid: string;
  readonly #root: ProcessIdentity | null;
  readonly #exclude: ReadonlySet<number>;
  readonly #processes: AgentProcesses;
  readonly #met = new Map<string, ProcessIdentity>();
  #table: readonly ProcessEntry[] = [];

  constructor({ uid, root, exclude = [], processes }: StopTreeOptions) {
    this.#uid = uid ?? unmarked;
    this.#root = root;
    this.#exclude = new Set(exclude);
    // Without a uid the marker says nothing: all of the tree below the root carries the same one.
    this.#processes =
      uid === null ? new AgentProcesses(() => null) : (processes ?? new AgentProcesses());
  }

  /** The members that live and may be signalled. */
  scan(): ProcessEntry[] {
    this.#table = readProcessTable();
    const agents = [{ uid: this.#uid, process: this.#root }];
    const found = this.#processes.find(agents, this.#table).get(this.#uid) ?? [];
    const isProtected = this.#protection();
    const members = found.filter((each) => !isZombie(each) && !isProtected(each));
    for (const each of members) this.#met.set(keyOf(each), identityOf(each));
    return members;
  }

  signal(members: readonly ProcessEntry[], signal: NodeJS.Signals): void {
    const pids = new Set(members.map(({ pid }) => pid));
    const mixed = new Set(
      this.#table.filter(({ pid }) => !pids.has(pid)).map(({ group }) => group),
    );
    const signalled = new Set<number>();
    for (const member of members) {
      if (mixed.has(member.group)) signalProcess(identityOf(member), signal);
      else if (!signalled.has(member.group)) {
        if (signalGroup(member.group, identityOf(member), signal)) signalled.add(member.group);
        else signalProcess(identityOf(member), signal);
      }
      // A process that is stopped (^Z, SIGSTOP) acts on a signal only once it goes on.
      if (member.state === 'T') signalProcess(identityOf(member), 'SIGCONT');
    }
  }

  report(): StopReport {
    const stopped: number[] = [];
    const survivors: number[] = [];
    for (const identity of this.#met.values()) {
      (isAlive(identity) ? survivors : stopped).push(identity.pid);
    }
    const ascending = (one: number, other: number): number => one - other;
    return { stopped: stopped.sort(ascending), survivors: survivors.sort(ascending) };
  }

  #protection(): (entry: ProcessEntry) => boolean {
    const entries = new Map(this.#table.map((entry) => [entry.pid, entry]));
    const ownGroup = entries.get(process.pid)?.group;
    const ancestors = new Set<number>();
    for (let at = entries.get(process.ppid); at; at = entries.get(at.parentPid)) {
      // Whoever stops an agent from inside it means its shell as well, but not the editor that the shell runs in.
      if (ancestors.has(at.pid)) break;
      ancestors.add(at.pid);
      if (at.pid === this.#root?.pid && at.startTime === this.#root.startTime) {
        ancestors.clear();
      }
    }
    return ({ pid, group }) =>
      pid <= 1 ||
      pid === process.pid ||
      group === ownGroup ||
      ancestors.has(pid) ||
      this.#exclude.has(pid);
  }
}

function keyOf(entry: ProcessEntry): string {
  return `${entry.pid}:${entry.startTime}`;
}
