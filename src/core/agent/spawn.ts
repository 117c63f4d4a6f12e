export interface SpawnRequest {
  /** Given by the user; 8 random hex digits when absent. */
  readonly id?: string;
  readonly name?: string;
  /** An agent type or `auto`, the default: picked by what the workspace holds. */
  readonly type?: string;
  readonly checkout?: 'shared' | 'worktree';
  /** The workspace folder, absolute. */
  readonly workspace: string;
  /** What to run; the type's own command when absent. */
  readonly command?: readonly string[];
  /** Live in a terminal; by default as the type says. */
  readonly interactive?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (message: string) => void;
}
