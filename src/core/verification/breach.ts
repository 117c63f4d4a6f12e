import { z } from 'zod';
import { observedWriteSchema } from './write-source.ts';

/**
 * Two agents that are not isolated: both wrote one path that is no shared cache (`two-writers`), or one wrote what the
 * other owns (`foreign-namespace`). Times are ISO 8601 UTC.
 */
export const breachSchema = z.object({
  id: z.number().int(),
  kind: z.enum(['two-writers', 'foreign-namespace']),
  path: z.string(),
  /** The id and uid of the agent that wrote last, or trespassed. */
  agent: z.object({ id: z.string(), uid: z.string() }),
  /** The one that wrote before, or owns the path. */
  other: z.object({ id: z.string(), uid: z.string() }),
  /** How it is known: what `agent` wrote, and what `other` wrote where that was seen. */
  evidence: z.array(observedWriteSchema),
  /** When it was noticed. */
  time: z.string(),
  /** What to do about it, as sentences. */
  cure: z.string(),
});

export type Breach = z.infer<typeof breachSchema>;

/** Variables that agents set by themselves most often, by the name of a directory that the variable moves. */
const movers: readonly { readonly part: RegExp; readonly variable: string }[] = [
  {
    part: /\/(?:debug|release)\/|\/target\/|\.cargo-(?:build-)?lock$/,
    variable: 'CARGO_TARGET_DIR',
  },
  { part: /\/\.mypy_cache\//, variable: 'MYPY_CACHE_DIR' },
  { part: /\/\.ruff_cache\//, variable: 'RUFF_CACHE_DIR' },
  { part: /\/__pycache__\//, variable: 'PYTHONPYCACHEPREFIX' },
  { part: /\/\.?venv\//, variable: 'UV_PROJECT_ENVIRONMENT' },
  { part: /\/\.nx\//, variable: 'NX_CACHE_DIRECTORY' },
];

/** What keeps two agents apart at a path; `isCheckout` when it lies in a checkout that both work in. */
export function cureFor(
  kind: Breach['kind'],
  file: string,
  agent: string,
  isCheckout: boolean,
): string {
  const variable = movers.find(({ part }) => part.test(file))?.variable;
  if (variable !== undefined) {
    return `Let "${agent}" keep the ${variable} of its environment contract ("lanekeeper env ${agent}"): remove what sets another, and restart it.`;
  }
  if (isCheckout) return `Give "${agent}" a worktree: spawn it again with --checkout worktree.`;
  return kind === 'foreign-namespace'
    ? `Stop "${agent}" and correct the path that its command was given; it may write below its own namespace only.`
    : `Point one of them elsewhere, for example below $TMPDIR, which each agent has for itself.`;
}
