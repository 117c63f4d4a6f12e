import { setTimeout as delay } from 'node:timers/promises';
import type { NamespaceExplanation } from '../../namespace/compute.ts';
import { type Candidate, rankCandidates } from '../../seed/candidates.ts';
import { isCargoBuilding } from '../../seed/cargo-lock.ts';
import type { Store } from '../../store/store.ts';
import { listTasks } from '../../task/registry.ts';
import type { Task } from '../../task/task.ts';
import { type Agent, isLive } from '../agent.ts';
import { isMainTask } from '../supervisor/main-task.ts';
import { isHeld } from '../reconcile.ts';
import { runsTheSame, toCandidates, type Neighbours } from '../spawn/seed-candidates.ts';

export interface FirstBuildOptions {
  readonly neighbours: Neighbours;
  readonly explanation: NamespaceExplanation;
  /** Called with whom the agent waits for, whenever that changes. */
  readonly onWait: (leader: Agent) => Promise<void>;
  readonly signal: AbortSignal;
  /** How long to wait at most; ms. */
  readonly limitMs?: number;
}

/** How a wait came out: nobody to wait for, the build is there or will not be, or it took longer than the limit. */
export type FirstBuildOutcome = 'none' | 'over' | 'overdue';

/**
 * A cold build of a large workspace takes minutes, and waiting for it is cheaper than doing it twice; what has not ended
 * after this long may as well hang, and the agent builds for itself.
 */
const usualLimitMs = 15 * 60_000;
const pollMs = 150;
/** So long must a build directory that was never seen locked be free until its build counts as over; ms. */
const quietMs = 3_000;

/**
 * Waits while an agent that was spawned before is at the very build that this agent is about to begin, so that four
 * cold agents build once and not four times: sccache compiles what several ask for at the same moment as often as they
 * ask (https://github.com/mozilla/sccache keeps no record of what is under way).
 *
 * One waits only for agents that were spawned earlier, so no two ever wait for each other, and for the earliest of
 * these. The wait ends when that agent's build has ended, however it ended, when its process dies, and when another agent
 * has all that is wanted. Who is to be waited for is found out anew each time.
 *
 * @throws what aborted `signal`
 */
export async function awaitFirstBuild(
  store: Store,
  agent: Agent,
  { neighbours, explanation, onWait, signal, limitMs = usualLimitMs }: FirstBuildOptions,
): Promise<FirstBuildOutcome> {
  const deadline = performance.now() + limitMs;
  const builds = new BuildWatch();
  let waitedFor: string | null = null;
  let field = await readField(store, agent, { neighbours, explanation });
  for (;;) {
    signal.throwIfAborted();
    // Events tell of every change of an agent and of its tasks, so that without one nothing has to be read again.
    if (field.sequence !== store.latestSequence()) {
      field = await readField(store, agent, { neighbours, explanation });
    }
    const leader = await leaderFor(agent, field, builds);
    if (leader === null) return waitedFor === null ? 'none' : 'over';
    if (performance.now() > deadline) return 'overdue';
    if (leader.uid !== waitedFor) await onWait(leader);
    waitedFor = leader.uid;
    await delay(pollMs, undefined, { signal });
  }
}

/** The agents that run the same command, as they are in the store at one moment. */
interface Field {
  /** Of the last event before that. */
  readonly sequence: number;
  readonly others: readonly Agent[];
  /** Those that build the very same, by uid. */
  readonly alike: ReadonlyMap<string, Candidate>;
  /** Uids of those whose namespaces are known. */
  readonly known: ReadonlySet<string>;
  /** Their own commands as they were last planned, by uid; none while an agent is being made. */
  readonly mainTasks: ReadonlyMap<string, Task>;
}

async function readField(
  store: Store,
  agent: Agent,
  { neighbours, explanation }: Pick<FirstBuildOptions, 'neighbours' | 'explanation'>,
): Promise<Field> {
  const sequence = store.latestSequence();
  const others = (await neighbours.list()).filter((other) => runsTheSame(other, agent));
  const candidates = await toCandidates(store, others, agent);
  const mainTasks = others.flatMap((other) => {
    const task = listTasks(store, other.id).findLast((each) => isMainTask(other, each));
    return task ? [[other.uid, task] as const] : [];
  });
  return {
    sequence,
    others,
    alike: new Map(
      rankCandidates('rust', explanation, candidates)
        .filter(({ likeness }) => likeness === 1)
        .map((candidate) => [candidate.agent.uid, candidate]),
    ),
    known: new Set(candidates.map((candidate) => candidate.agent.uid)),
    mainTasks: new Map(mainTasks),
  };
}

/** Whom to wait for: null when there is nobody, or when somebody has built the same already. */
async function leaderFor(
  agent: Agent,
  { others, alike, known, mainTasks }: Field,
  builds: BuildWatch,
): Promise<Agent | null> {
  let leader: Agent | null = null;
  for (const other of others) {
    const candidate = alike.get(other.uid);
    const phase = await phaseOf(other, mainTasks.get(other.uid), builds);
    if (candidate && (phase === 'built' || (phase === 'idle' && candidate.builtAt !== null))) {
      return null;
    }
    if (phase !== 'building' || !isBefore(other, agent)) continue;
    // Of one that is just being made it is not known yet what its namespace is made of.
    if (candidate || !known.has(other.uid)) leader ??= other;
  }
  return leader;
}

/**
 * `building`: its command builds or is about to; `built`: it has built, and now runs what it built; `idle`: its command is
 * over, or nobody is left to run it.
 */
type Phase = 'building' | 'built' | 'idle';

async function phaseOf(agent: Agent, main: Task | undefined, builds: BuildWatch): Promise<Phase> {
  if (!isLive(agent.status) || !isHeld(agent)) return 'idle';
  if (main?.status !== 'running') return main && main.endedAt !== null ? 'idle' : 'building';
  return (await builds.isOver(agent)) ? 'built' : 'building';
}

/** In the order in which they were spawned. */
function isBefore(one: Agent, other: Agent): boolean {
  if (one.createdAt !== other.createdAt) return one.createdAt < other.createdAt;
  return one.uid < other.uid;
}

/** Notices that a command has finished building and goes on with something else, such as running tests. */
class BuildWatch {
  readonly #seen = new Map<string, { wasLocked: boolean; freeSince: number | null }>();

  async isOver({ uid, environment }: Agent): Promise<boolean> {
    const directory = environment['CARGO_BUILD_BUILD_DIR'] ?? environment['CARGO_TARGET_DIR'];
    if (directory === undefined) return false;
    const isBuilding = await isCargoBuilding(directory);
    const seen = this.#seen.get(uid) ?? { wasLocked: false, freeSince: null };
    this.#seen.set(uid, seen);
    if (isBuilding !== false) {
      seen.wasLocked ||= isBuilding === true;
      seen.freeSince = null;
      return false;
    }
    const now = performance.now();
    // Cargo makes the file a moment before it locks it: free once says nothing yet.
    seen.freeSince ??= now;
    return now - seen.freeSince >= (seen.wasLocked ? pollMs / 2 : quietMs);
  }
}
