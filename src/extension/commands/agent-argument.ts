import { z } from 'zod';
import { LanekeeperError } from '../../core/error.ts';

const agentArgument = z.union([
  z.string().transform((agent) => ({ agent })),
  z.looseObject({ agent: z.string() }),
]);

/**
 * The agent that a script names: its id or name, alone or as `agent` of an object with more in it.
 *
 * @throws LanekeeperError input-invalid
 */
export function parseAgentArgument(argument: unknown): { agent: string } & Record<string, unknown> {
  const result = agentArgument.safeParse(argument);
  if (result.success) return result.data;
  throw new LanekeeperError(
    'input-invalid',
    'The argument names no agent.',
    'Pass the id or name of an agent, or an object with "agent".',
    { cause: result.error },
  );
}
