import type { Agent } from '../../agent/agent.ts';
import type { Contention } from '../../contention/contention.ts';
import { listContention } from '../../contention/registry.ts';
import { formatDuration } from '../../quantities.ts';
import { listTasks } from '../../task/registry.ts';
import { type Check, type Finding, verdictOf } from '../check.ts';
import { workedMs } from '../lives.ts';

/** What was earlier is history; ms. */
const window = 60 * 60_000;

/** A wait shorter than this costs nobody anything; seconds. */
const negligible = 1;

/** How a wait is known. */
const known: Readonly<Record<Contention['source'], string>> = {
  message: 'what its tool printed',
  kernel: 'the locks that the kernel shows',
  both: 'what its tool printed and the locks that the kernel shows',
};

/** No agent waits for another, or failed because of one, and none did within the last hour. */
export const contentionGone: Check = {
  id: 'runtime.contention',
  stage: 'runtime',
  run({ engine: { store }, agents }) {
    const since = Date.now() - window;
    const findings = agents.flatMap((agent): Finding[] => {
      const { open, closed } = listContention(store, agent.id);
      // What the kernel refuted was no wait.
      const seen = [...open, ...closed].filter(({ refuted }) => !refuted);
      const lately = seen.filter(({ until }) => until === null || Date.parse(until) >= since);
      const failures = lately.flatMap((each) => judge(agent, each));
      if (failures.length > 0) return failures;
      const worked = workedMs(agent, listTasks(store, agent.id));
      if (worked <= 0) return [];
      const short =
        lately.length === 0 ? '' : `, but for ${String(lately.length)} waits of under a second`;
      return [
        {
          result: 'pass',
          evidence: `${agent.id}: no wait and no clash in the last hour${short}; it worked for ${formatDuration(worked / 1000)}.`,
        },
      ];
    });
    return Promise.resolve(
      verdictOf(findings, 'No agent has done any work that could be held up.'),
    );
  },
};

function judge({ id }: Agent, { finding, since, until, holder, source }: Contention): Finding[] {
  const seconds = (Date.parse(until ?? new Date().toISOString()) - Date.parse(since)) / 1000;
  if (finding.blocking && until !== null && seconds < negligible) return [];
  const what = `${finding.resource || finding.kind} (${finding.tool})`;
  const by = holder?.command ?? holder?.agent;
  const held = by === null || by === undefined ? '' : `, which ${by} held`;
  return [
    {
      result: 'fail',
      evidence: finding.blocking
        ? `${id} ${until === null ? 'has waited' : 'waited'} ${formatDuration(seconds)} for ${what}${held}, from ${since}, by ${known[source]}.`
        : `${id} met ${finding.kind} of ${what}${held} at ${since}, by ${known[source]}.`,
      cure: finding.cure,
    },
  ];
}
