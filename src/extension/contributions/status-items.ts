/** Items of the status bar; `name` is what the user sees in the bar's own menu. */
export const statusItems = {
  cacheHitRate: {
    id: 'lanekeeper.cacheHitRate',
    name: 'Lanekeeper Cache Hit Rate',
    priority: 10,
  },
} as const;
