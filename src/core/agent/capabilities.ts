import { LanekeeperError } from '../error.ts';
import type { Agent } from './agent.ts';

const pattern = /^[a-z0-9][a-z0-9._-]{0,38}$/;

/**
 * Checks capabilities that a person gave an agent, such as `docker` or `gpu`.
 *
 * @throws LanekeeperError usage
 */
export function parseCapabilities(names: readonly string[]): string[] {
  const wrong = names.find((name) => !pattern.test(name));
  if (wrong === undefined) return [...new Set(names)].sort();
  throw new LanekeeperError(
    'usage',
    `"${wrong}" cannot be the name of a capability.`,
    'Use 1 to 39 lower-case letters, digits, ".", "_" and "-", for example "docker".',
  );
}

/** What an agent can do: what it was given, what its type is called, and the toolchains that it has. */
export function capabilitiesOf({ capabilities, type, ecosystems }: Agent): string[] {
  return [...new Set([...capabilities, type, ...ecosystems])];
}
