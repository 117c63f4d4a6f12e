import { verdictOf } from '../../check.ts';
import type { DoctorCheck } from '../doctor-check.ts';

const variable = 'CARGO_INCREMENTAL';

/** All agents compile with the same setting, and with one that the cache can keep: the variable is part of every key. */
export const incremental: DoctorCheck = {
  id: 'caches.incremental',
  stage: 'caches',
  run({ engine: { environment }, agents }) {
    const values = Map.groupBy(
      agents.filter((agent) => agent.environment['RUSTC_WRAPPER'] !== undefined),
      (agent) => agent.environment[variable] ?? 'not set',
    );
    const own =
      environment['LANEKEEPER_AGENT_UID'] === undefined ? environment[variable] : undefined;
    const told = [...values]
      .map(([value, those]) => `${value} (${those.map(({ id }) => id).join(', ')})`)
      .join('; ');
    if (own === '1') {
      return verdictOf(
        [
          {
            result: 'fail',
            evidence: `${variable}=1 is set in this shell: what is compiled incrementally is never kept in a shared cache.`,
            cure: `Unset ${variable} where your shell starts.`,
          },
        ],
        '',
      );
    }
    if (values.size > 1) {
      return verdictOf(
        [
          {
            result: 'fail',
            evidence: `Agents compile with ${variable} of ${told}: they cannot use each other's results.`,
            cure: `Let ${variable} be the same everywhere, and spawn those that differ again.`,
          },
        ],
        '',
      );
    }
    const evidence = `${variable} is the same for all agents that use the compiler cache: ${told}.`;
    return verdictOf(
      values.size === 0 ? [] : [{ result: 'pass', evidence }],
      'No agent uses the compiler cache.',
    );
  },
};
