import type { EngineContext } from '../context.ts';

/** What a supervisor is started with. */
export interface SuperviseOptions {
  readonly id: string;
  readonly uid: string;
  /** How long each stop signal may take to work; ms. */
  readonly graceMs: number;
  readonly environment: NodeJS.ProcessEnv;
  /** How a process like this one is started. */
  readonly supervisor: EngineContext['supervisor'];
  /** Aborted when the agent is to be stopped. */
  readonly stop: AbortSignal;
  /** Called once the agent is recorded as running. */
  readonly onReady: () => void;
  readonly onFault: (fault: unknown) => void;
}

/** What of that each task is run with. */
export type RunOptions = Pick<
  SuperviseOptions,
  'environment' | 'supervisor' | 'graceMs' | 'stop' | 'onFault'
>;
