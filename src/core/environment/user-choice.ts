import type { ContractContext } from './ecosystem.ts';

/** The given variables, each with the user's own value where there is one: a limit they chose stays theirs. */
export function fromUser(
  context: ContractContext,
  variables: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, context.inherited[name] || value]),
  );
}
