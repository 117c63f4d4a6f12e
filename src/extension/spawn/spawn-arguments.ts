import path from 'node:path';
import { z } from 'zod';
import { checkoutKinds } from '../../core/agent/agent.ts';
import { LanekeeperError } from '../../core/error.ts';

/** What `executeCommand('lanekeeper.spawnAgent', …)` takes; everything may be left out. */
const spawnArguments = z.strictObject({
  id: z.string().exactOptional(),
  name: z.string().exactOptional(),
  type: z.string().exactOptional(),
  checkout: z.enum(checkoutKinds).exactOptional(),
  /** Absolute path of a folder in a git worktree that exists; the agent works there, and nothing deletes it. */
  path: z
    .string()
    .refine((value) => path.isAbsolute(value), 'must be an absolute path')
    .exactOptional(),
  /**
   * What becomes of the project's setup steps. `ask` asks the user where nobody has agreed to them; without it they run
   * when they were agreed to, and else nothing is spawned.
   */
  setup: z.enum(['ask', 'agreed', 'agree', 'skip']).exactOptional(),
  /** Whether to start from what another agent built; as the settings say when absent. */
  seed: z.enum(['auto', 'never']).exactOptional(),
  /** What it can do, for tasks that need that. */
  capabilities: z.array(z.string()).exactOptional(),
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
    'Pass an object with any of id, name, type, checkout, path, setup, seed, capabilities, workspace, command (a list of words) and interactive.',
    { cause: result.error },
  );
}
