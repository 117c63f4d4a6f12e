import { z } from 'zod';
import { checkoutKinds } from '../../core/agent/agent.ts';
import { LanekeeperError } from '../../core/error.ts';

/** What `executeCommand('lanekeeper.spawnAgent', …)` takes; everything may be left out. */
const spawnArguments = z.strictObject({
  id: z.string().exactOptional(),
  name: z.string().exactOptional(),
  type: z.string().exactOptional(),
  checkout: z.enum(checkoutKinds).exactOptional(),
  /** Absolute path of a workspace folder; the only or first one when absent. */
  workspace: z.string().exactOptional(),
  command: z.array(z.string()).min(1).exactOptional(),
  interactive: z.boolean().exactOptional(),
});

export type SpawnArguments = z.infer<typeof spawnArguments>;

/** @throws LanekeeperError input-invalid, naming what is wrong */
export function parseSpawnArguments(argument: unknown): SpawnArguments {
  const result = spawnArguments.safeParse(argument);
  if (result.success) return result.data;
  throw new LanekeeperError(
    'input-invalid',
    `The arguments of Spawn Agent are not valid: ${z.prettifyError(result.error)}`,
    'Pass an object with any of id, name, type, checkout, workspace, command (a list of words) and interactive.',
    { cause: result.error },
  );
}
