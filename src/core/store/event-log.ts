import { z } from 'zod';
import type { Disposable } from '../disposable.ts';
import { eventSchema, type LanekeeperEvent } from '../events.ts';
import type { Store } from './store.ts';

/** How often to ask whether another process has committed, in ms. The question costs some microseconds. */
const pollInterval = 250;

const eventRow = z.object({ sequence: z.number(), time: z.string(), document: z.string() });

export interface EventLog extends Disposable {
  /** Delivers at once what was committed since the last delivery, instead of at the next poll. */
  flush(): void;
}

/**
 * Delivers each event that is committed from here on, by whichever process, once and in order. An event of a kind that
 * this version does not know is passed over: a later version may be writing beside us.
 */
export function followEvents(
  store: Store,
  deliver: (event: LanekeeperEvent) => void,
  onFault: (fault: unknown) => void,
): EventLog {
  let sequence = store.latestSequence();
  let version = store.dataVersion();

  let disposed = false;

  const flush = () => {
    if (disposed) return;
    const rows = store.all(
      'SELECT sequence, time, document FROM events WHERE sequence > ? ORDER BY sequence',
      sequence,
    );
    for (const row of rows) {
      const { sequence: own, time, document } = eventRow.parse(row);
      sequence = own;
      const happening = eventSchema.safeParse(JSON.parse(document));
      if (happening.success) deliver({ ...happening.data, sequence: own, time });
    }
  };

  const timer = setInterval(() => {
    try {
      const latest = store.dataVersion();
      if (latest === version) return;
      version = latest;
      flush();
    } catch (fault) {
      onFault(fault);
    }
  }, pollInterval);
  // A process that only reads events must still be able to end.
  timer.unref();

  return {
    flush,
    dispose: () => {
      disposed = true;
      clearInterval(timer);
    },
  };
}
