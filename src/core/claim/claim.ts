import { z } from 'zod';

export const claimModes = ['read', 'write'] as const;

export type ClaimMode = (typeof claimModes)[number];

/** `agent`: it ends with the agent; `person`: somebody outside all agents, until a time they gave. */
const ownerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('agent'), id: z.string(), uid: z.string() }),
  z.object({ kind: z.literal('person'), name: z.string() }),
]);

export type ClaimOwner = z.infer<typeof ownerSchema>;

/**
 * Paths of a repository that somebody wants left alone for a while, in all its worktrees: nobody else may write what is
 * claimed for reading, nor read or write what is claimed for writing. It binds those who ask: tasks of a graph wait
 * for it, agents and people are told. Times are ISO 8601 UTC.
 */
export const claimSchema = z.object({
  id: z.number().int(),
  /** What all worktrees of the repository share, or the folder itself where there is none; absolute and real. */
  repository: z.string(),
  mode: z.enum(claimModes),
  /** Relative to the top of a worktree. */
  globs: z.array(z.string()).min(1),
  owner: ownerSchema,
  /** What for, in the owner's words. */
  purpose: z.string().nullable(),
  since: z.string(),
  /** Null: as long as its owner lives. */
  until: z.string().nullable(),
});

export type Claim = z.infer<typeof claimSchema>;
