/** What a run has come to, in a line. */
export function runSummary(counts: {
  readonly total: number;
  readonly ran: number;
  readonly cached: number;
  readonly failed: number;
}): string {
  const { total, ran, cached, failed } = counts;
  const rest = total - ran - cached - failed;
  const parts = [`${String(ran)} ran`, `${String(cached)} cached`];
  if (failed > 0) parts.push(`${String(failed)} failed`);
  if (rest > 0) parts.push(`${String(rest)} not started`);
  return `${String(total)} ${total === 1 ? 'task' : 'tasks'}: ${parts.join(', ')}.`;
}
