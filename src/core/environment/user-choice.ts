import path from 'node:path';
import type { ContractContext } from './ecosystem.ts';

/**
 * The given variables, each with the user's own value where there is one: a limit they chose stays theirs. A path into
 * another agent's namespace, inherited from the terminal of that agent, is not the user's.
 */
export function fromUser(
  context: ContractContext,
  variables: Readonly<Record<string, string>>,
): Record<string, string> {
  const namespaces = context.location.namespaces + path.sep;
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => {
      const own = context.inherited[name];
      return [name, own && !own.startsWith(namespaces) ? own : value];
    }),
  );
}
