import type { Agent } from '../../agent/agent.ts';
import { currentEnvironment } from '../../agent/current-environment.ts';
import { shareLimits } from '../../environment/limit-variables.ts';
import { ownLimits } from '../../environment/own-limits.ts';
import { computeGates, type GateLimits } from '../../resource/gates.ts';
import { computeShare } from '../../resource/share.ts';
import type { Store } from '../../store/store.ts';
import { countOf } from '../../quantities.ts';
import { type Check, type Finding, verdictOf } from '../check.ts';
import { type ProcessEnvironment, processEnvironments } from '../process-environments.ts';

/** What bounds compilers that are given no tokens; the contract says how many. */
const jobVariables = ['CARGO_BUILD_JOBS'] as const;

/** Every agent is told how much of the machine is its own, and what it starts was told no more. */
export const limitsEnforced: Check = {
  id: 'pre.limits-enforced',
  stage: 'pre',
  run({ engine: { store, configuration }, agents }) {
    const gates = computeGates(undefined, configuration.gates);
    const running = processEnvironments(agents);
    const findings = agents.flatMap((agent) =>
      check(agent, store, gates, running.get(agent.uid) ?? []),
    );
    return Promise.resolve(
      verdictOf(findings, 'There is no agent whose limits could be looked at.'),
    );
  },
};

function check(
  agent: Agent,
  store: Store,
  gates: GateLimits,
  processes: readonly ProcessEnvironment[],
): Finding[] {
  const names = ownLimits(agent.environment);
  if (names.length === 0) {
    return [
      {
        result: 'fail',
        evidence: `${agent.id}: its contract has no limits, so that its tools start as many processes as there are processors.`,
        cure: `Spawn ${agent.id} again.`,
      },
    ];
  }
  // No share is larger than that of an agent alone.
  const shares = shareLimits(computeShare(gates, 1));
  const jobs = jobVariables.flatMap((name): [string, string][] => {
    const value = agent.environment[name];
    return value === undefined ? [] : [[name, value]];
  });
  const most: Readonly<Record<string, string>> = { ...shares, ...Object.fromEntries(jobs) };
  const bounded = [...names, ...jobs.map(([name]) => name)];
  const told = currentEnvironment(store, agent);
  const excess = names.flatMap((name): Finding[] => {
    const limit = Number(most[name]);
    return Number(told[name]) > limit
      ? [
          {
            result: 'fail',
            evidence: `${agent.id}: ${name} of its contract is ${told[name] ?? ''}, the machine's gate ${String(limit)}.`,
            cure: `Spawn ${agent.id} again: the gates were others when it was made.`,
          },
        ]
      : [];
  });
  const astray = processes.flatMap(({ pid, variables }) =>
    bounded.flatMap((name): Finding[] => {
      const value = variables.get(name);
      if (value !== undefined && Number(value) <= Number(most[name])) return [];
      const has = value === undefined ? 'no' : `${value} for`;
      return [
        {
          result: 'fail',
          evidence: `Process ${String(pid)} of ${agent.id} runs with ${has} ${name}; the machine's gate is ${most[name] ?? ''}.`,
          cure: `Let ${agent.id} keep the ${name} of its environment contract: remove what sets another, and restart it.`,
        },
      ];
    }),
  );
  const failures = [...excess, ...astray];
  if (failures.length > 0) return failures;
  return [
    {
      result: 'pass',
      evidence: `${agent.id}: ${countOf(bounded.length, 'limit')} in its contract and in the environment of ${countOf(processes.length, 'process', 'processes')}; none is above what the machine's gates let one agent have.`,
    },
  ];
}
