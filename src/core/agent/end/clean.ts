import { clean } from '../../artifact/clean.ts';
import type { CleanReport } from '../../artifact/clean-report.ts';
import { LanekeeperError } from '../../error.ts';
import { AgentProcesses } from '../../process/agent-processes.ts';
import { isAlive } from '../../process/identity.ts';
import { isZombie, type ProcessEntry } from '../../process/process-entry.ts';
import { readProcessTable } from '../../process/process-table.ts';
import { compareCaches, insertCacheCheck, listCaches } from '../../verification/cache-check.ts';
import { survey } from '../../verification/survey.ts';
import { releasePorts } from '../../resource/port-blocks.ts';
import { type Agent, isLive } from '../agent.ts';
import type { EngineContext } from '../context.ts';
import { removeAgent, updateAgent } from '../registry.ts';
import { requireMade, stopAgent } from './stop.ts';
import { supervisorGone } from '../supervisor/supervisor-gone.ts';
import { tearDown, type TeardownResult } from './teardown.ts';

export interface CleanOptions {
  readonly dryRun: boolean;
  /** Stop the agent when it runs, instead of refusing; a dry run tells what goes once it has stopped. */
  readonly stopFirst?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (removedBytes: number) => void;
}

/** What became of the project's teardown steps, and what of the agent's directories. */
export interface AgentCleanReport extends CleanReport {
  readonly teardown: readonly TeardownResult[];
}

/**
 * Removes all that an agent owns, after the project's teardown steps; how these end does not matter. The agent leaves the registry, and its id is free again, unless something of it had
 * to be kept, such as a worktree with work that is nowhere else. A dry run is refused as the real one would be.
 *
 * @throws LanekeeperError agent-running, agent-busy, interrupted, artifact-not-owned
 */
export async function cleanAgent(
  context: EngineContext,
  agent: Agent,
  { dryRun, stopFirst = false, signal, onProgress }: CleanOptions,
): Promise<AgentCleanReport> {
  const { store, location, environment } = context;
  await supervisorGone(agent);
  let isLeaving: ((pid: number) => boolean) | undefined;
  if (isInUse(agent)) {
    if (!stopFirst) throw running(agent);
    requireMade(agent);
    if (dryRun) isLeaving = belongingTo(agent);
    else await stopAgent(context, agent);
  }
  const teardown = await tearDown(context, agent, { dryRun, isLeaving, signal });
  // Held against what lies there after, so that "caches intact" is measured and not only meant.
  const caches = dryRun
    ? null
    : await listCaches((await survey([agent], location, environment)).stores);
  const report = await clean({
    agent: agent.id,
    uid: agent.uid,
    roots: agent.roots,
    location,
    dryRun,
    isLeaving,
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  });
  if (caches === null) return { ...report, teardown };
  const check = await compareCaches(agent.id, caches);
  await store.write(
    (transaction) => {
      insertCacheCheck(transaction, check);
      transaction.emit({
        type: 'artifacts-cleaned',
        agent: agent.id,
        bytes: report.bytes,
        kept: [...report.kept],
      });
      if (report.kept.length === 0) removeAgent(transaction, agent);
      else {
        releasePorts(transaction, agent.id);
        updateAgent(transaction, agent, ({ roots }) => ({
          ports: [],
          roots: roots.filter((root) => report.kept.some(({ path }) => path.startsWith(root.path))),
        }));
      }
    },
    { fromReserve: true },
  );
  return { ...report, teardown };
}

/** Whether any process of the agent is alive, or somebody is just making it. */
export function isInUse(agent: Agent): boolean {
  if (agent.status === 'starting' && agent.spawner && isAlive(agent.spawner)) return true;
  return livingProcesses(agent).length > 0;
}

/** Tells whether a process is the agent's, also one that the agent has started meanwhile. */
function belongingTo(agent: Agent): (pid: number) => boolean {
  const look = (): Set<number> => new Set(livingProcesses(agent).map(({ pid }) => pid));
  let known = look();
  return (pid) => {
    if (!known.has(pid)) known = look();
    return known.has(pid);
  };
}

function livingProcesses({ uid, status, process: own }: Agent): ProcessEntry[] {
  const roots = [{ uid, process: isLive(status) ? own : null }];
  const found = new AgentProcesses().find(roots, readProcessTable()).get(uid) ?? [];
  return found.filter((entry) => !isZombie(entry));
}

function running(agent: Agent): LanekeeperError {
  return new LanekeeperError(
    'agent-running',
    `Agent "${agent.id}" has processes that run.`,
    `Stop it first, or let clean-up do so: lanekeeper clean --stop ${agent.id}.`,
  );
}
