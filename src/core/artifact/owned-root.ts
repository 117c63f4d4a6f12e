import { z } from 'zod';

/**
 * A directory that an agent owns whole. It holds a marker file with the same `uid`; without a matching marker nothing
 * under it is ever deleted.
 */
export const ownedRootSchema = z.object({
  /** `namespace`: everything the agent's tools write; `temporary`: its TMPDIR; `worktree`: its git checkout. */
  kind: z.enum(['namespace', 'temporary', 'worktree']),
  path: z.string(),
  uid: z.string(),
});

export type OwnedRoot = z.infer<typeof ownedRootSchema>;
