import type { Agent } from '../../agent/agent.ts';
import type { EngineContext } from '../../agent/context.ts';
import type { CachesReport } from '../../cache/report.ts';
import type { ProcessEntry } from '../../process/process-entry.ts';
import type { CheckResult, Verdict } from '../check.ts';

/** The troubles that many agents on one repository have; each check looks for one of them. */
export const troubles = ['locks', 'caches', 'resources', 'interference'] as const;

export type Trouble = (typeof troubles)[number];

export interface DoctorContext {
  readonly engine: EngineContext;
  /** Where the doctor was asked, absolute. */
  readonly workspace: string;
  readonly agents: readonly Agent[];
  /** Every process of the machine that this user may see, read once for all checks. */
  readonly processes: readonly ProcessEntry[];
  /** The processes of each agent, by its uid; also of agents that the registry does not know. */
  readonly members: ReadonlyMap<string, readonly ProcessEntry[]>;
  /** What the shared caches look like, asked once for all checks. */
  readonly caches: () => Promise<CachesReport>;
}

/** One thing that is looked at. Adding one is adding a file to `checks/` and a line to `doctor-checks.ts`. */
export interface DoctorCheck {
  /** `trouble.thing`, stable. */
  readonly id: string;
  readonly stage: Trouble;
  run(context: DoctorContext): Promise<Verdict> | Verdict;
  /**
   * Applies the cure where that can cost the user nothing, and tells what was done, one sentence each. Absent where the
   * cure is the user's to decide.
   */
  readonly fix?: (context: DoctorContext) => Promise<readonly string[]>;
}

/** What came out of one check. `stage` is the trouble. */
export interface DoctorReport {
  readonly id: string;
  readonly stage: Trouble;
  readonly result: CheckResult;
  readonly evidence: string;
  readonly cure: string;
  /** Whether `--fix` applies the cure. */
  readonly fixable: boolean;
  /** What was done, when the cure was applied. */
  readonly fixed: readonly string[];
}
