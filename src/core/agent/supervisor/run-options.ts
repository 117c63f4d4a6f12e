/** What a supervisor is started with. */
export interface SuperviseOptions {
  readonly id: string;
  readonly uid: string;
  /** How long each stop signal may take to work; ms. */
  readonly graceMs: number;
  readonly environment: NodeJS.ProcessEnv;
  /** Aborted when the agent is to be stopped. */
  readonly stop: AbortSignal;
  /** Called once the agent is recorded as running. */
  readonly onReady: () => void;
  readonly onFault: (fault: unknown) => void;
}

/** What of that each task is run with. */
export type RunOptions = Pick<SuperviseOptions, 'environment' | 'graceMs' | 'stop' | 'onFault'>;
