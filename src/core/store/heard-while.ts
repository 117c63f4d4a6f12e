import type { EventLog } from './event-log.ts';

/** How often events are delivered while something is being done here; ms. */
const flushInterval = 250;

/**
 * Lets what some work does be heard here at once when it is done, and soon while it goes on. The log notices by itself
 * only what others commit: SQLite's data_version does not grow with one's own.
 */
export async function heardWhile<T>(
  log: EventLog,
  work: Promise<T>,
  onFault: (fault: unknown) => void,
): Promise<T> {
  const meanwhile = setInterval(() => {
    try {
      log.flush();
    } catch (fault) {
      onFault(fault);
    }
  }, flushInterval);
  meanwhile.unref();
  try {
    return await work;
  } finally {
    clearInterval(meanwhile);
    log.flush();
  }
}
