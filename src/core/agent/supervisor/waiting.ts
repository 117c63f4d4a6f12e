import type { Contention } from '../../contention/contention.ts';
import type { Transaction } from '../../store/store.ts';
import { plainText } from '../../terminal/plain-text.ts';
import { readAgent, updateAgent } from '../registry.ts';

/**
 * Makes an agent's status follow what it waits for: one that runs is `waiting` while a wait is open, with a reason that
 * says for what and for whom, and runs again when none is. In the transaction that opens or closes contention.
 *
 * @param open the contention of the agent that is open, oldest first
 */
export function followContention(
  transaction: Transaction,
  id: string,
  open: readonly Contention[],
): void {
  const agent = readAgent(transaction, id);
  if (agent?.status !== 'running' && agent?.status !== 'waiting') return;
  const wait = open.find(isWait);
  if (wait) {
    const statusReason = waitReason(transaction, wait);
    if (agent.status === 'waiting' && agent.statusReason === statusReason) return;
    updateAgent(transaction, agent, () => ({ status: 'waiting', statusReason }));
  } else if (agent.status === 'waiting') {
    // What else is open does not stop it, and is told while it runs.
    updateAgent(transaction, agent, () => ({
      status: 'running',
      statusReason: open[0]?.finding.text ?? null,
    }));
  }
}

/** A file that somebody changes meanwhile is contention, and stops nobody. */
function isWait({ finding }: Contention): boolean {
  return finding.kind === 'lock-wait';
}

/** `Waits for build directory, held by agent dev-1 (cargo build, pid 4242).` */
function waitReason(transaction: Transaction, { finding, holder }: Contention): string {
  const what = finding.resource || finding.tool;
  if (!holder) return plainText(`Waits for ${what}.`);
  const details = [holder.command, holder.pid === null ? null : `pid ${String(holder.pid)}`]
    .filter((detail) => detail !== null)
    .join(', ');
  if (holder.agent === null) return plainText(`Waits for ${what}, held by ${details}.`);
  const name = readAgent(transaction, holder.agent)?.name ?? holder.agent;
  return plainText(
    `Waits for ${what}, held by agent ${name}${details === '' ? '' : ` (${details})`}.`,
  );
}
