import type { VNode } from 'preact';
import type { FaultView } from '../../src/extension/dashboard/contract.ts';
import { Button } from '../toolkit.ts';

export interface UnavailableProps {
  readonly fault: FaultView;
  readonly onRetry: () => void;
}

/** Stands in place of everything while there is no engine: why, what to do about it, and the way back. */
export function Unavailable({ fault, onRetry }: UnavailableProps): VNode {
  return (
    <div class="unavailable-page" role="alert">
      <h1>Lanekeeper could not start</h1>
      <p class="strong">
        <bdi>{fault.message}</bdi>
      </p>
      <p>
        <bdi>{fault.cure}</bdi>
      </p>
      <Button appearance="primary" onClick={onRetry}>
        Try Again
      </Button>
    </div>
  );
}
