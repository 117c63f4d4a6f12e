import type { Share } from '../resource/share.ts';
import { ecosystems } from './ecosystems.ts';
import { ownLimits, ownLimitsVariable } from './own-limits.ts';

/**
 * The limits of an agent that has this share, the user's own where they set one, and the names of those that are ours.
 */
export function limitVariables(
  share: Share,
  inherited: Readonly<Record<string, string>>,
): Record<string, string> {
  const limits = Object.entries(shareLimits(share));
  const ours = limits.map(([name]) => name).filter((name) => !inherited[name]);
  return {
    ...Object.fromEntries(limits.map(([name, limit]) => [name, inherited[name] || limit])),
    [ownLimitsVariable]: ours.sort().join(' '),
  };
}

/** An agent's environment once more, with the share that it has now. The user's own limits stay. */
export function withShare(
  environment: Readonly<Record<string, string>>,
  share: Share,
): Record<string, string> {
  const limits = shareLimits(share);
  const changed = ownLimits(environment).flatMap((name) => {
    const value = limits[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...environment, ...Object.fromEntries(changed) };
}

/** The variables by which each tool is told its limit, with their values for a share. */
export function shareLimits(share: Share): Record<string, string> {
  return Object.fromEntries(
    ecosystems.flatMap((ecosystem) =>
      Object.entries(ecosystem.limits(share)).map(([name, limit]) => [name, String(limit)]),
    ),
  );
}
