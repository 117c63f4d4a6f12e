import type { Transaction } from '../store/store.ts';
import type { Contention } from './contention.ts';
import type { ContentionSignal, Finding } from './finding.ts';
import { isOneWait } from './kernel/one-wait.ts';
import { namedHolder } from './patterns/lanekeeper.ts';
import {
  changeContention,
  closeContention,
  listOpenContention,
  openContention,
} from './registry.ts';

/**
 * Records what a matcher saw in an agent's output. Of a wait that the kernel shows as well, the kernel tells the end: the
 * line that seems to be it may be another process's.
 */
export function recordSignals(
  transaction: Transaction,
  agent: string,
  stream: NonNullable<Contention['stream']>,
  signals: readonly ContentionSignal[],
): void {
  for (const { type, finding } of signals) {
    switch (type) {
      case 'found':
        recordMessage(transaction, agent, stream, finding);
        break;
      case 'released':
        for (const open of listOpenContention(transaction, agent)) {
          if (
            open.source === 'message' &&
            open.stream === stream &&
            open.finding.tool === finding.tool &&
            open.finding.resource === finding.resource
          ) {
            closeContention(transaction, open);
          }
        }
        break;
    }
  }
}

/** The kernel may have shown the wait before its message came through: then both tell of one. */
function recordMessage(
  transaction: Transaction,
  agent: string,
  stream: NonNullable<Contention['stream']>,
  finding: Finding,
): void {
  const silent = listOpenContention(transaction, agent).find(
    ({ source, waiter, path }) =>
      source === 'kernel' && waiter !== null && isOneWait(finding, { waiter, path }),
  );
  if (silent) {
    const confirmed = { ...finding, confidence: 'certain' as const };
    changeContention(transaction, silent, { source: 'both', stream, finding: confirmed });
  } else openContention(transaction, { agent, holder: namedHolder(finding), finding, stream });
}
