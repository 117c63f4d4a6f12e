import type { Transaction } from '../store/store.ts';
import type { Contention } from './contention.ts';
import type { ContentionSignal } from './finding.ts';
import { namedHolder } from './patterns/lanekeeper.ts';
import { closeContention, listContention, openContention } from './registry.ts';

/** Records what a matcher saw in an agent's output. */
export function recordSignals(
  transaction: Transaction,
  agent: string,
  source: Contention['source'],
  signals: readonly ContentionSignal[],
): void {
  for (const { type, finding } of signals) {
    switch (type) {
      case 'found':
        openContention(transaction, { agent, holder: namedHolder(finding), finding, source });
        break;
      case 'released':
        for (const open of listContention(transaction, agent).open) {
          if (
            open.source === source &&
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
