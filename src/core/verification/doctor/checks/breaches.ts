import { countOf } from '../../../quantities.ts';
import { breachText } from '../../breach-text.ts';
import { listBreaches } from '../../breach-registry.ts';
import { verdictOf } from '../../check.ts';
import type { DoctorCheck } from '../doctor-check.ts';

/** No agent was seen to write what another writes or owns. */
export const breaches: DoctorCheck = {
  id: 'interference.breaches',
  stage: 'interference',
  run({ engine: { store }, agents }) {
    const present = new Set(agents.map(({ uid }) => uid));
    const found = agents.flatMap(({ uid }) => listBreaches(store, uid));
    const unique = new Map(found.map((breach) => [breach.id, breach]));
    const findings = [...unique.values()].map((breach) => ({
      result: 'fail' as const,
      evidence: breachText(breach),
      cure: breach.cure,
    }));
    if (findings.length > 0) return verdictOf(findings, '');
    const evidence = `No breach was seen of ${countOf(present.size, 'agent')}; "lanekeeper verify runtime" says how well they were watched.`;
    return verdictOf(
      present.size === 0 ? [] : [{ result: 'pass', evidence }],
      'There is no agent that could have been watched.',
    );
  },
};
