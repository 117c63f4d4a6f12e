import { z } from 'zod';

/**
 * A directory that an agent owns whole. It holds a marker file with the same `uid`; without a matching marker nothing
 * under it is ever deleted.
 */
export const ownedRootSchema = z.object({
  /**
   * `namespace`: everything the agent's tools write; `temporary`: its TMPDIR; `worktree`: its git checkout; `memory`:
   * its build directory on a tmpfs, which is empty after a reboot.
   */
  kind: z.enum(['namespace', 'temporary', 'worktree', 'memory']),
  path: z.string(),
  uid: z.string(),
  /** How much of `memory` it may hold; bytes. */
  limitBytes: z.number().int().positive().exactOptional(),
});

export type OwnedRoot = z.infer<typeof ownedRootSchema>;
