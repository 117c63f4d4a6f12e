import type { VNode } from 'preact';
import { Button } from '../toolkit.ts';

/** Stands where the agents would, and says how there come to be some. */
export function NoAgents({ onSpawn }: { readonly onSpawn: () => void }): VNode {
  return (
    <div class="no-agents">
      <p class="strong">No agents yet</p>
      <p class="note">
        An agent runs a coding CLI or a build loop in a namespace of its own: it shares the caches
        and waits for no other agent.
      </p>
      <Button appearance="primary" onClick={onSpawn}>
        Spawn Agent
      </Button>
    </div>
  );
}
