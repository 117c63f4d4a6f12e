import { isLive } from '../../../agent/agent.ts';
import { verdictOf } from '../../check.ts';
import type { DoctorCheck } from '../doctor-check.ts';

/** No agent works in a namespace whose toolchain or lockfiles have changed since. */
export const drift: DoctorCheck = {
  id: 'caches.drift',
  stage: 'caches',
  run({ agents }) {
    const findings = agents.map(({ id, status, drift: changes }) =>
      changes.length === 0
        ? { result: 'pass' as const, evidence: `${id} has the namespace that it was made with.` }
        : {
            result: 'fail' as const,
            evidence: `${id}: ${changes.join('; ')}.`,
            cure: isLive(status)
              ? `Stop ${id}, and renew it: lanekeeper namespace ${id} --renew.`
              : `Renew ${id}: lanekeeper namespace ${id} --renew.`,
          },
    );
    return verdictOf(findings, 'There is no agent whose namespace could drift.');
  },
};
