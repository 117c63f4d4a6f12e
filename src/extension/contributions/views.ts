export const viewContainerId = 'lanekeeper';

/** Every tree in the view container. */
export const viewIds = {
  agents: 'lanekeeper.agents',
  tasks: 'lanekeeper.tasks',
  caches: 'lanekeeper.caches',
  checks: 'lanekeeper.checks',
} as const;

export type ViewId = (typeof viewIds)[keyof typeof viewIds];

/** The type under which VS Code revives the dashboard after a reload. */
export const dashboardViewType = 'lanekeeper.dashboard';

export const terminalProfileId = 'lanekeeper.agent';
