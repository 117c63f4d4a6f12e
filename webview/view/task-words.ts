import type { StandingView } from '../../src/extension/dashboard/contract.ts';
import { formatShare } from '../../src/core/quantities.ts';
import { countOf } from '../format.ts';

/** How a task stands that nothing is known of. */
export const unknownStanding: StandingView = {
  status: 'idle',
  reason: null,
  priority: 0,
  agent: null,
  cached: false,
  progress: null,
};

/** How a task stands, in a word or two: `done, cached`, `running, 40%`. */
export function standingWords({ status, cached, progress }: StandingView): string {
  if (cached) return `${status}, cached`;
  return progress === null ? status : `${status}, ${formatShare(progress)}`;
}

/** All of a task in words, for those who do not see it and for whoever points at it. */
export function taskWords(
  name: string,
  standing: StandingView,
  joined: { readonly dependsOn: readonly string[]; readonly dependents: number },
  nameOf: (agent: string) => string,
): string {
  const { reason, agent } = standing;
  const { dependsOn, dependents } = joined;
  return [
    `${name}: ${standingWords(standing)}.`,
    reason,
    agent === null ? null : `Agent ${nameOf(agent)}.`,
    dependsOn.length === 0 ? 'Depends on nothing.' : `Depends on ${listed(dependsOn)}.`,
    dependents === 0 ? null : `${countOf(dependents, 'task depends', 'tasks depend')} on it.`,
  ]
    .filter((sentence) => sentence !== null)
    .join(' ');
}

const namesSaid = 4;

function listed(names: readonly string[]): string {
  const said = names.slice(0, namesSaid).join(', ');
  return names.length > namesSaid ? `${said} and ${names.length - namesSaid} more` : said;
}
