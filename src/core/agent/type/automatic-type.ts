import type { AgentType } from './agent-types.ts';
import { buildLoops } from './build-loops.ts';

/** Which build loop an ecosystem's project starts with, in the order in which they are tried. */
const preferred = ['rust-dev', 'node-build', 'node-test', 'python-test'] as const;

/** The first build loop that can run here. */
export const automatic: AgentType = {
  type: 'auto',
  title: 'Automatic',
  description: 'The build loop that fits the manifests in the workspace',
  interactive: false,
  resolve: async (context) => {
    const reasons: string[] = [];
    for (const name of preferred) {
      const resolution = await buildLoops.find(({ type }) => type === name)?.resolve(context);
      if (resolution?.available) return resolution;
      if (resolution) reasons.push(`${name}: ${resolution.reason}`);
    }
    return {
      available: false,
      reason: `Nothing here can be built. ${reasons.join(' ')}`,
      cure: 'Choose a type, or give a command.',
    };
  },
};
