import type { CheckoutKind } from '../agent.ts';

export interface SpawnRequest {
  /** Given by the user; 8 random hex digits when absent. */
  readonly id?: string;
  readonly name?: string;
  /** An agent type or `auto`, the default: picked by what the workspace holds. */
  readonly type?: string;
  readonly checkout?: CheckoutKind;
  /** A folder in a worktree that exists, absolute: the agent works there, and nothing deletes it. */
  readonly path?: string;
  /**
   * What becomes of the project's setup and teardown steps: by default they run when the user has agreed to just these;
   * `agree` is the user's agreement to them as they are at this moment, `skip` leaves them out.
   */
  readonly setup?: 'agreed' | 'agree' | 'skip';
  /** The workspace folder, absolute. */
  readonly workspace: string;
  /** What to run; the type's own command when absent. */
  readonly command?: readonly string[];
  /** Live in a terminal; by default as the type says. */
  readonly interactive?: boolean;
  /** What it can do besides what its type says, for tasks that need that. */
  readonly capabilities?: readonly string[];
  /** Whether to start from the warmest namespace of the repository; by default as the settings say. */
  readonly seed?: 'auto' | 'never';
  readonly signal?: AbortSignal;
  readonly onProgress?: (message: string) => void;
}
