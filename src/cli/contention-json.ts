import { causeOf } from '../core/contention/cause.ts';
import type { Contention } from '../core/contention/contention.ts';
import { secondsLost } from '../core/contention/holder-text.ts';

/** The stable shape of contention on the command line; keys are only ever added. */
export function contentionJson(contention: Contention) {
  const { agent, waiter, holder, path, finding, source, refuted, since, until } = contention;
  return {
    agent,
    waiter,
    holder,
    cause: causeOf(contention),
    tool: finding.tool,
    kind: finding.kind,
    resource: finding.resource,
    path,
    since,
    source,
    confidence: finding.confidence,
    cure: finding.cure,
    ...(until !== null && { until, seconds: secondsLost(contention), refuted: refuted ?? false }),
  };
}
