import { LanekeeperError } from '../core/error.ts';

/** An abort signal that ends with the first Ctrl-C or termination; the second one ends the process as usual. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  const abort = () => {
    controller.abort(new LanekeeperError('interrupted', 'Interrupted.', 'Run it again to finish.'));
  };
  process.once('SIGINT', abort);
  process.once('SIGTERM', abort);
  return controller.signal;
}
