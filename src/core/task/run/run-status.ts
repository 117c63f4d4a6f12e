/** How a run of tasks stands. `interrupted`: its process ended before it did. */
export const runStatuses = ['running', 'done', 'failed', 'cancelled', 'interrupted'] as const;

export const graphTaskStatuses = [
  'waiting',
  'running',
  'done',
  'failed',
  'cancelled',
  'skipped',
] as const;
