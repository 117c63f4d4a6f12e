import type { Disposable } from '../../core/disposable.ts';
import type { Engine } from '../../core/engine.ts';

/** The part of the engine that the dashboard reads. It changes nothing itself: commands go through the window's own. */
export type DashboardEngine = Pick<
  Engine,
  'subscribe' | 'listAgents' | 'tasks' | 'gates' | 'caches' | 'contention' | 'observe' | 'history'
>;

/** Whether there is an engine to show, and if not, why. */
export type EngineConnection =
  | { readonly kind: 'closed' | 'opening' }
  | { readonly kind: 'open'; readonly engine: DashboardEngine }
  | { readonly kind: 'failed'; readonly error: Error };

/** Where the engine comes from. One engine may follow another, since settings that it works by can change. */
export interface EngineSource {
  readonly state: EngineConnection;
  onDidChange(listener: () => void): Disposable;
}
