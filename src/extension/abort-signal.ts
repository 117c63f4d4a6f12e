import type { CancellationToken } from 'vscode';

/** An `AbortSignal` for what takes no `CancellationToken`. Dispose of it when the work is over. */
export function abortSignal(token: CancellationToken): {
  signal: AbortSignal;
  dispose: () => void;
} {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort();
  };
  if (token.isCancellationRequested) abort();
  const subscription = token.onCancellationRequested(abort);
  return {
    signal: controller.signal,
    dispose: () => {
      subscription.dispose();
    },
  };
}
