import type { ContentionPattern } from '../pattern.ts';

export const nxPatterns: readonly ContentionPattern[] = [
  {
    id: 'nx-graph',
    tool: 'nx',
    kind: 'lock-wait',
    blocking: true,
    needle: 'Waiting for graph construction in another process ',
    expression:
      /^(?: NX {2,4}|[\u2800-\u28ff] )?Waiting for graph construction in another process to complete(?:\.{3})?$/,
    resource: 'project graph',
    cure: 'Another nx builds the project graph. Give each agent its own NX_WORKSPACE_DATA_DIRECTORY.',
    source: 'https://github.com/nrwl/nx (packages/nx/src/project-graph/project-graph.ts)',
  },
];
