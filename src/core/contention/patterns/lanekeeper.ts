import type { Contention } from '../contention.ts';
import type { Finding } from '../finding.ts';
import type { ContentionPattern } from '../pattern.ts';

/** What the programs that Lanekeeper gives its agents print themselves. */
export const lanekeeperPatterns: readonly ContentionPattern[] = [
  {
    id: 'lanekeeper-install-wait',
    tool: 'lanekeeper',
    kind: 'lock-wait',
    blocking: true,
    needle: ' is installing packages in ',
    expression:
      /^lanekeeper: (?:agent [a-z0-9-]+|another) is installing packages in (?<resource>\/.*): waiting for it$/,
    cure: 'It goes on by itself. An agent with a worktree of its own waits for nobody here.',
    source: 'src/core/environment/node/install-wrapper.ts',
  },
];

/** The agent that such a message names as the one that has what is waited for. */
export function namedHolder({ tool, text }: Finding): Contention['holder'] {
  if (tool !== 'lanekeeper') return null;
  const agent = /^lanekeeper: agent ([a-z0-9-]+) is /.exec(text)?.[1];
  return agent === undefined ? null : { agent, pid: null, command: null };
}
