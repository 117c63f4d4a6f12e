import { countOf, formatDuration } from '../../../quantities.ts';
import { listContention } from '../../../contention/registry.ts';
import { type Finding, verdictOf } from '../../check.ts';
import type { DoctorCheck } from '../doctor-check.ts';

/** Waits that ended longer ago than this are history; ms. */
const recent = 60 * 60_000;

/** How often the same wait may come back within the hour before it is a pattern and no accident. */
const tolerated = 3;

/** Nobody waits at this moment, and no wait keeps coming back. */
export const openContention: DoctorCheck = {
  id: 'locks.contention',
  stage: 'locks',
  run({ engine: { store }, agents }) {
    const { open, closed } = listContention(store);
    const now = Date.now();
    const waiting = open
      .filter(({ refuted }) => !refuted)
      .map(({ agent, finding, since }): Finding => {
        const seconds = (now - Date.parse(since)) / 1000;
        return {
          result: 'fail',
          evidence: `${agent} has waited for ${finding.resource || finding.kind} (${finding.tool}) for ${formatDuration(seconds)}.`,
          cure: finding.cure,
        };
      });
    const lately = closed.filter(({ since }) => now - Date.parse(since) < recent);
    const repeated = [...Map.groupBy(lately, keyOf).values()]
      .filter((same) => same.length > tolerated)
      .flatMap((same): Finding[] => {
        const [first] = same;
        if (!first) return [];
        const { agent, finding } = first;
        return [
          {
            result: 'fail',
            evidence: `${agent} met ${finding.kind} of ${finding.resource || finding.tool} ${String(same.length)} times in the last hour.`,
            cure: finding.cure,
          },
        ];
      });
    const findings = [...waiting, ...repeated];
    if (findings.length > 0) return verdictOf(findings, '');
    const evidence = `${countOf(agents.length, 'agent')}: none waits; ${countOf(lately.length, 'short wait or clash', 'short waits or clashes')} in the last hour.`;
    return verdictOf(
      agents.length === 0 ? [] : [{ result: 'pass', evidence }],
      'No agent has run yet.',
    );
  },
};

function keyOf({ agent, finding }: ReturnType<typeof listContention>['closed'][number]): string {
  return [agent, finding.tool, finding.kind, finding.resource].join('\0');
}
