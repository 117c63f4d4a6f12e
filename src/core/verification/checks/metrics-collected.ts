import { type Agent, isLive } from '../../agent/agent.ts';
import { readUsage } from '../../metrics/stored-usage.ts';
import { countOf, formatDuration } from '../../quantities.ts';
import type { Store } from '../../store/store.ts';
import { listTasks } from '../../task/registry.ts';
import { type Check, type Finding, verdictOf } from '../check.ts';
import { workedMs } from '../lives.ts';

/** Samples are kept for a day; ms. */
const kept = 24 * 3600 * 1000;

/** What is stored every 10 s must be there after twice that; ms. */
const certain = 20_000;

/** Of every agent that has ended it is known what it used and how its commands ended. */
export const metricsCollected: Check = {
  id: 'post.metrics-collected',
  stage: 'post',
  run({ engine: { store }, agents }) {
    const findings = agents
      .filter(({ status }) => !isLive(status))
      .flatMap((agent) => check(store, agent));
    return Promise.resolve(verdictOf(findings, 'No agent has ended whose metrics could be there.'));
  },
};

function check(store: Store, agent: Agent): Finding[] {
  const tasks = listTasks(store, agent.id);
  const worked = workedMs(agent, tasks);
  const { samples } = readUsage(store, agent.id, 0);
  const endings = tasks.filter(({ startedAt, endedAt }) => startedAt !== null && endedAt !== null);
  const told = `${agent.id}: ${countOf(samples.length, 'sample')} of what it used, and how ${String(endings.length)} of ${countOf(tasks.length, 'command')} ended`;
  const isOld = Date.now() - Date.parse(agent.endedAt ?? '') > kept;
  if (samples.length > 0 || isOld) {
    return [
      {
        result: isOld ? 'unknown' : 'pass',
        evidence: `${told}${isOld ? '; samples are kept for a day' : ''}.`,
      },
    ];
  }
  if (worked < certain) {
    return [
      {
        result: 'unknown',
        evidence: `${told}; it worked for ${formatDuration(worked / 1000)} only.`,
      },
    ];
  }
  return [
    {
      result: 'fail',
      evidence: `${told}, though it worked for ${formatDuration(worked / 1000)}.`,
      cure: `See its log for what the recorder met (lanekeeper logs ${agent.id}), and report it.`,
    },
  ];
}
