import type { CommandResult } from '../../process/command.ts';

/** How a task ended: as its command did, or because its time was over. */
export type TaskResult = Omit<CommandResult, 'reason'> & {
  readonly reason: CommandResult['reason'] | 'timed-out';
};
