import type { Configuration } from '../configuration.ts';
import type { Location } from '../location.ts';
import type { Store } from '../store/store.ts';

/** What every function of the engine that changes agents works with. */
export interface EngineContext {
  readonly store: Store;
  readonly location: Location;
  readonly configuration: Configuration;
  /** The variables of whoever asked, from which agents inherit what is not in their contract. */
  readonly environment: NodeJS.ProcessEnv;
  /** How to start a supervisor: a Node.js, and the command line's script. */
  readonly supervisor: { readonly node: string; readonly script: string };
  /** Hears of faults that no caller waits for. */
  readonly onFault: (fault: unknown) => void;
}
