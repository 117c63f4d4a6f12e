import type { EngineContext } from '../../agent/context.ts';
import { listAgents } from '../../agent/registry.ts';
import type { ReadOptions } from '../../cache/cache-reader.ts';
import type { CachesReport } from '../../cache/report.ts';
import { LanekeeperError, toLanekeeperError } from '../../error.ts';
import { type Location, locate } from '../../location.ts';
import { AgentProcesses } from '../../process/agent-processes.ts';
import { readAgentMarker, readMarker } from '../../process/agent-marker.ts';
import { isZombie } from '../../process/process-entry.ts';
import { readProcessTable } from '../../process/process-table.ts';
import type { Verdict } from '../check.ts';
import { unlessAborted } from '../unless-aborted.ts';
import type { DoctorCheck, DoctorContext, DoctorReport } from './doctor-check.ts';
import { doctorChecks } from './doctor-checks.ts';

export interface DoctorRequest {
  /** Where the doctor is asked, absolute. */
  readonly workspace: string;
  /** Apply the cures that cost the user nothing; the checks are then made again. */
  readonly fix?: boolean;
  /** Only these checks, by id; all without. */
  readonly checks?: readonly string[];
  /** Ends the look; with `fix` it has no effect, since a cure that has begun is finished. */
  readonly signal?: AbortSignal;
}

/**
 * Looks for the troubles of many agents on one repository. A check that cannot be made is unknown, with the reason.
 *
 * @throws LanekeeperError input-invalid, interrupted
 */
export async function runDoctor(
  engine: EngineContext,
  { workspace, fix = false, checks, signal }: DoctorRequest,
  readCaches: (options: ReadOptions) => Promise<CachesReport>,
): Promise<DoctorReport[]> {
  // What the others count is in the database: asking npm and pip where their caches lie takes seconds.
  const options: ReadOptions = { workspace, sizes: true, asked: 'counters' };
  const look = () => contextOf(engine, workspace, () => readCaches(options));
  const context = look();
  const reports = Promise.all(
    wanted(checks).map(async (check) => {
      const before = await judge(check, context);
      if (!fix || before.result !== 'fail' || !check.fix) return report(check, before, []);
      const fixed = await applied(check, context);
      return report(check, await judge(check, look()), fixed);
    }),
  );
  return fix ? reports : unlessAborted(reports, signal);
}

function wanted(ids: readonly string[] | undefined): readonly DoctorCheck[] {
  if (!ids) return doctorChecks;
  const unknown = ids.find((id) => !doctorChecks.some((check) => check.id === id));
  if (unknown === undefined) return doctorChecks.filter(({ id }) => ids.includes(id));
  throw new LanekeeperError(
    'input-invalid',
    `The doctor has no check "${unknown}".`,
    `There are ${doctorChecks.map(({ id }) => id).join(', ')}.`,
  );
}

function contextOf(
  engine: EngineContext,
  workspace: string,
  readCaches: () => Promise<CachesReport>,
): DoctorContext {
  const agents = listAgents(engine.store);
  // The table of Windows tells too little of a process to judge it by.
  const table = process.platform === 'win32' ? [] : readProcessTable();
  const processes = table.filter((entry) => !isZombie(entry));
  let caches: Promise<CachesReport> | undefined;
  return {
    engine,
    workspace,
    agents,
    processes,
    members: membersOf(agents, processes, engine.location),
    caches: () => (caches ??= readCaches()),
  };
}

/** The processes of the agents that there are, and of those whose mark is all that is left of them. */
function membersOf(
  agents: DoctorContext['agents'],
  processes: DoctorContext['processes'],
  location: Location,
): DoctorContext['members'] {
  const known = new Set(agents.map(({ uid }) => uid));
  const markers = processes
    // With another state directory there are other agents, and this registry knows nothing of them.
    .filter(({ pid }) => isOfState(pid, location))
    .flatMap(({ pid }) => readAgentMarker(pid) ?? []);
  const departed = [...new Set(markers)].filter((uid) => !known.has(uid));
  const roots = [...agents, ...departed.map((uid) => ({ uid, process: null }))];
  return new AgentProcesses().find(roots, processes);
}

async function judge(check: DoctorCheck, context: DoctorContext): Promise<Verdict> {
  try {
    return await check.run(context);
  } catch (thrown) {
    const { message, cure } = toLanekeeperError(thrown);
    return { result: 'unknown', evidence: [`Could not be checked: ${message}`], cure };
  }
}

async function applied(check: DoctorCheck, context: DoctorContext): Promise<readonly string[]> {
  try {
    return (await check.fix?.(context)) ?? [];
  } catch (thrown) {
    return [`Not cured: ${toLanekeeperError(thrown).message}`];
  }
}

function report(
  { id, stage, fix }: DoctorCheck,
  { result, evidence, cure }: Verdict,
  fixed: readonly string[],
): DoctorReport {
  const fixable = result === 'fail' && fix !== undefined;
  return { id, stage, result, evidence: evidence.join(' '), cure, fixable, fixed };
}

function isOfState(pid: number, { home }: Location): boolean {
  return (readMarker(pid, 'LANEKEEPER_HOME') ?? locate({}).home) === home;
}
