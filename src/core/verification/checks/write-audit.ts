import { countOf, formatShare } from '../../quantities.ts';
import type { Agent } from '../../agent/agent.ts';
import type { Store } from '../../store/store.ts';
import { listTasks } from '../../task/registry.ts';
import { listBreaches } from '../breach-registry.ts';
import { breachText } from '../breach-text.ts';
import { type Check, type Finding, verdictOf } from '../check.ts';
import { workedMs } from '../lives.ts';
import { readWriteAudit } from '../write-audit.ts';
import { listStrayWrites } from '../write-ledger.ts';

/** Of its time at work, the share that an agent must have been watched for a verdict that nothing was seen. */
const enough = 0.9;

/** Looks below which nothing is claimed, however short the agent lived. */
const fewestLooks = 3;

/** What agents were seen to write, held against what others write and own. */
export const writeAudit: Check = {
  id: 'runtime.write-audit',
  stage: 'runtime',
  run({ engine: { store }, agents }) {
    // A breach has two sides, and both may have been asked for.
    const breaches = new Map(
      agents
        .flatMap(({ uid }) => listBreaches(store, uid))
        .map((breach) => [breach.id, breach] as const),
    );
    const broken = [...breaches.values()].map((breach): Finding => {
      return { result: 'fail', evidence: breachText(breach), cure: breach.cure };
    });
    const findings = broken.length > 0 ? broken : agents.map((agent) => audit(store, agent));
    return Promise.resolve(
      verdictOf(findings, 'There is no agent whose writes could be looked at.'),
    );
  },
};

function audit(store: Store, agent: Agent): Finding {
  const { looks, sightings, watchedMs, isGuarded } = readWriteAudit(store, agent.uid);
  const worked = workedMs(agent, listTasks(store, agent.id));
  const share = worked <= 0 ? 0 : Math.min(1, watchedMs / worked);
  const strays = listStrayWrites(store, agent.uid);
  const seen = strays.filter(({ place }) => place === 'elsewhere').map(({ path }) => path);
  const measured = `${agent.id}: its open files were looked at ${String(looks)} times, once a second over ${formatShare(share)} of its work, ${String(sightings)} open for writing`;
  const outside =
    seen.length === 0
      ? ''
      : ` It alone wrote ${countOf(seen.length, 'path')} outside its directories: ${seen.slice(0, 5).join(', ')}.`;
  const missing = isGuarded
    ? 'a process of it does not show its files'
    : looks < fewestLooks || share < enough
      ? 'too little to tell'
      : null;
  return missing === null
    ? {
        result: 'pass',
        evidence: `${measured}; no path was another agent's too. What is open for less than a second can be missed.${outside}`,
      }
    : {
        result: 'unknown',
        evidence: `${measured}: ${missing}.${outside}`,
        cure: `Trace a command for an exact answer: lanekeeper verify --trace ${agent.id} -- COMMAND.`,
      };
}
