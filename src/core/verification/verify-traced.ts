import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Agent } from '../agent/agent.ts';
import type { EngineContext } from '../agent/context.ts';
import { listAgents } from '../agent/registry.ts';
import { runInAgent } from '../agent/run/run.ts';
import { LanekeeperError } from '../error.ts';
import { commandNotFound } from '../process/command-fault.ts';
import { findExecutable } from '../process/find-executable.ts';
import { countOf } from '../quantities.ts';
import { breachText } from './breach-text.ts';
import { type CheckReport, type Finding, verdictOf } from './check.ts';
import { auditedAgent } from './lives.ts';
import { survey } from './survey.ts';
import type { Territory } from './territory.ts';
import { straceOptions, Trace } from './trace.ts';
import { recordWrites } from './write-ledger.ts';
import type { ObservedWrite } from './write-source.ts';

export interface TraceRequest {
  readonly command: readonly string[];
  /** Where to run it, absolute. */
  readonly directory: string;
}

/**
 * Runs a command in an agent's environment on this process's own terminal, under strace(1), and checks every single
 * write of it: it passes when all of them went to the agent's own directories, its checkout and shared caches.
 *
 * @throws LanekeeperError toolchain-missing without strace, and as `runInAgent` does
 */
export async function verifyTraced(
  context: EngineContext,
  agent: Agent,
  { command, directory }: TraceRequest,
): Promise<{ checks: CheckReport[]; exitCode: number }> {
  const environment = { ...context.environment, ...agent.environment };
  const strace = await findExecutable('strace', environment);
  if (strace === null) throw straceMissing();
  const [program = ''] = command;
  if (!program.includes('/') && (await findExecutable(program, environment)) === null) {
    throw commandNotFound(program);
  }
  const place = await mkdtemp(path.join(tmpdir(), 'lanekeeper-trace-'));
  try {
    const output = path.join(place, 'trace');
    const exitCode = await runInAgent(context, agent, {
      command: [strace, ...straceOptions(output), '--', ...command],
      class: null,
      directory,
    });
    const { writes, coverage } = await new Trace(output).observe([auditedAgent(agent, [])]);
    const { store, location } = context;
    const { territory } = await survey(listAgents(store), location, context.environment);
    const breaches = await store.write((transaction) =>
      recordWrites(transaction, territory, writes.filter(isFile)),
    );
    const findings: Finding[] = [
      ...breaches.map((breach): Finding => ({
        result: 'fail',
        evidence: breachText(breach),
        cure: breach.cure,
      })),
      ...astray(agent, territory, writes.filter(isFile)),
    ];
    const fine: Finding = {
      result: coverage.isComplete ? 'pass' : 'unknown',
      evidence: `It wrote ${countOf(writes.length, 'path')}${findings.length === 0 ? ', all of them in its own directories, its checkout or shared caches' : ''}. ${coverage.note}`,
    };
    const { result, evidence, cure } = verdictOf([...findings, fine], '');
    const id = 'runtime.traced-writes';
    const report: CheckReport = {
      id,
      stage: 'runtime',
      result,
      evidence: evidence.join(' '),
      cure,
    };
    return { checks: [report], exitCode };
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

function isFile({ path: file }: ObservedWrite): boolean {
  return !/^\/(?:dev|proc|sys)\//.test(file) || file.startsWith('/dev/shm/');
}

function astray(agent: Agent, territory: Territory, writes: readonly ObservedWrite[]): Finding[] {
  return writes.flatMap(({ path: file, program, pid }): Finding[] => {
    const { kind } = territory.placeOf(file, agent.uid);
    if (kind !== 'elsewhere' && kind !== 'foreign-agent') return [];
    const whose = kind === 'elsewhere' ? 'outside its directories' : 'which another agent owns';
    return [
      {
        result: 'fail',
        evidence: `${agent.id}: ${program ?? 'a process'} (${String(pid)}) wrote ${file}, ${whose}.`,
        cure: 'Point the program at a path below the namespace or $TMPDIR, by an option or variable of its own.',
      },
    ];
  });
}

function straceMissing(): LanekeeperError {
  return new LanekeeperError(
    'toolchain-missing',
    'There is no strace, without which not every write of a command can be seen.',
    'Install strace (Linux only), or use "lanekeeper verify runtime", which looks at open files once a second.',
  );
}
