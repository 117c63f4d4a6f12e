/** Keys that `when` clauses of the manifest read. Set through `setContext` in `context-keys.ts` only. */
export const contextKeys = {
  /** `opening`, `open` or `failed`. */
  engine: 'lanekeeper.engine',
} as const;

export type ContextKey = (typeof contextKeys)[keyof typeof contextKeys];

/** Words in the `contextValue` of a tree row, which `viewItem` clauses look for. */
export const rowTags = {
  agent: 'agent',
  live: 'live',
  ended: 'ended',
  interactive: 'interactive',
  port: 'port',
  claim: 'claim',
  drifted: 'drifted',
  /** A task of a project. */
  task: 'task',
  /** It waits or runs. */
  open: 'open',
  waiting: 'waiting',
  /** It has printed something, or may be about to. */
  logged: 'logged',
  /** A stage of the verification, or the doctor. */
  stage: 'stage',
  check: 'check',
  /** It failed, and the engine can apply the cure. */
  curable: 'curable',
} as const;
