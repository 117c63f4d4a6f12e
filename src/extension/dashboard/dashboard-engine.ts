import type { Engine } from '../../core/engine.ts';

/** The part of the engine that the dashboard reads. It changes nothing itself: commands go through the window's own. */
export type DashboardEngine = Pick<
  Engine,
  'subscribe' | 'listAgents' | 'tasks' | 'gates' | 'caches' | 'contention' | 'observe' | 'history'
>;
