/**
 * Names the limits in an agent's environment that Lanekeeper chose, separated by spaces. They follow the agent's share;
 * those that the user set stay, and what an agent starts from within does not take ours for the user's.
 */
export const ownLimitsVariable = 'LANEKEEPER_LIMITS';

/** The names of the limits in an environment that are Lanekeeper's. */
export function ownLimits(environment: NodeJS.ProcessEnv): string[] {
  return (environment[ownLimitsVariable] ?? '').split(' ').filter((name) => name !== '');
}
