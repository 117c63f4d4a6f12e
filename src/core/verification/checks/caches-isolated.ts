import type { Agent } from '../../agent/agent.ts';
import { countOf } from '../../quantities.ts';
import { type Check, type Finding, verdictOf } from '../check.ts';
import { contractPaths } from '../contract-paths.ts';
import { realpathOrSelf } from '../real-path.ts';
import type { Territory } from '../territory.ts';

/** Every directory that a contract names lies in the agent's own namespace, or in a cache that is built to be shared. */
export const cachesIsolated: Check = {
  id: 'pre.caches-isolated',
  stage: 'pre',
  async run({ agents, survey }) {
    const findings = await Promise.all(agents.map((agent) => check(agent, survey.territory)));
    return verdictOf(findings.flat(), 'There is no agent whose caches could be looked at.');
  },
};

async function check(agent: Agent, territory: Territory): Promise<Finding[]> {
  const failures: Finding[] = [];
  const shared = new Set<string>();
  let own = 0;
  for (const { variable, path } of contractPaths(agent)) {
    const real = await realpathOrSelf(path);
    const place = territory.placeOf(real, agent.uid);
    if (place.kind === 'own') own += 1;
    else if (place.store !== null) shared.add(place.store);
    else {
      const where =
        place.kind === 'foreign-agent' ? 'in the namespace of another agent' : 'outside of both';
      failures.push({
        result: 'fail',
        evidence: `${agent.id}: ${variable}=${path} leads to ${real}, ${where}.`,
        cure: `Remove what leads ${variable} there, and spawn ${agent.id} again.`,
      });
    }
  }
  if (failures.length > 0) return failures;
  if (own === 0) return [];
  return [
    {
      result: 'pass',
      evidence: `${agent.id}: in its own directories ${countOf(own, 'path')} of its contract; shared with others: ${[...shared].sort().join(', ') || 'nothing'}.`,
    },
  ];
}
