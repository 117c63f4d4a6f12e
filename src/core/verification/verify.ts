import type { EngineContext } from '../agent/context.ts';
import { findAgent, listAgents } from '../agent/registry.ts';
import { toLanekeeperError } from '../error.ts';
import type { Check, CheckContext, CheckReport, Stage } from './check.ts';
import { checks } from './checks.ts';
import { survey } from './survey.ts';
import { unlessAborted } from './unless-aborted.ts';

export interface VerifyRequest {
  /** Only this agent, by id or name; all without. */
  readonly agent?: string;
  /** Only these stages; all without. */
  readonly stages?: readonly Stage[];
  /** What is checked where there is no agent, absolute. */
  readonly workspace?: string;
  /** Ends the checks; nothing is told of those that had an answer. */
  readonly signal?: AbortSignal;
}

/**
 * Runs the checks and tells what came out of each. A check that cannot be made is unknown, with the reason.
 *
 * @throws LanekeeperError agent-not-found, interrupted
 */
export function verify(engine: EngineContext, request: VerifyRequest): Promise<CheckReport[]> {
  return unlessAborted(runChecks(engine, request), request.signal);
}

async function runChecks(
  engine: EngineContext,
  { agent, stages, workspace = process.cwd(), signal }: VerifyRequest,
): Promise<CheckReport[]> {
  const everyone = listAgents(engine.store);
  const context: CheckContext = {
    engine,
    everyone,
    agents: agent === undefined ? everyone : [findAgent(engine.store, agent)],
    workspace,
    signal,
    survey: await survey(everyone, engine.location, engine.environment),
  };
  const wanted = checks.filter(({ stage }) => stages === undefined || stages.includes(stage));
  return Promise.all(wanted.map((check) => report(check, context)));
}

async function report(check: Check, context: CheckContext): Promise<CheckReport> {
  const { id, stage } = check;
  try {
    const { result, evidence, cure } = await check.run(context);
    return { id, stage, result, evidence: evidence.join(' '), cure };
  } catch (thrown) {
    const { message, cure } = toLanekeeperError(thrown);
    return { id, stage, result: 'unknown', evidence: `Could not be checked: ${message}`, cure };
  }
}
