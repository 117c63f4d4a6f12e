import { LanekeeperError } from '../error.ts';

/**
 * What the work comes to, or a rejection as soon as the signal fires. Only for work that changes nothing: what of it is
 * under way goes on to its end, and its outcome is dropped.
 *
 * @throws LanekeeperError interrupted
 */
export async function unlessAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (!signal) return work;
  const aborted = Promise.withResolvers<never>();
  const abort = () => {
    aborted.reject(interrupted());
  };
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function interrupted(): LanekeeperError {
  return new LanekeeperError('interrupted', 'The checks were interrupted.', 'Check again.');
}
