import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { releaseLease, takeLease } from '../../store/lease.ts';
import { listLeases } from '../pool/lease-table.ts';
import { type BrokerOptions, JobBroker } from './broker.ts';
import { keeperRole } from './shell-jobs.ts';

/** How long the role lasts after the keeper was killed, and how often it is taken anew; ms. */
const termMs = 5_000;
const beatMs = 1_000;
/** How long nobody may need tokens before it goes; ms. */
const idleMs = 3_000;

/** Why it ended: nobody needs tokens, or another serves; or who starts it again when it is killed has gone. */
export type KeeperEnd = 'needless' | 'unwatched';

/** Serves tokens as long as there are shells of agents, then ends. At once where another process does so. */
export async function keepServing(
  options: BrokerOptions,
  signal: AbortSignal,
  isWatched: () => boolean = () => true,
): Promise<KeeperEnd> {
  const { store } = options;
  const renew = (): Promise<boolean> =>
    store.write((transaction) => takeLease(transaction, keeperRole, Date.now() + termMs));
  if (!(await renew())) return 'needless';
  const broker = new JobBroker(options);
  broker.start();
  try {
    // A database that was deleted serves nobody.
    for (let idle = 0; idle < idleMs && !signal.aborted && existsSync(store.file);) {
      await delay(beatMs, undefined, { signal }).catch(() => undefined);
      idle = listLeases(store).some(({ tokens }) => tokens !== null) ? 0 : idle + beatMs;
      if (!(await renew())) return 'needless';
      if (!isWatched()) return 'unwatched';
    }
    return 'needless';
  } finally {
    await broker.stop();
    if (existsSync(store.file))
      await store.write((transaction) => {
        releaseLease(transaction, keeperRole);
      });
  }
}
