import { availableParallelism } from 'node:os';
import type { Agent } from '../core/agent/agent.ts';
import { type Configuration, parseConfiguration } from '../core/configuration.ts';
import { locate } from '../core/location.ts';
import { Store } from '../core/store/store.ts';
import { findTaskRoot } from '../core/task/declaration/task-root.ts';
import { FileIndexes } from '../core/task/fingerprint/file-indexes.ts';
import type { TaskContext } from '../core/task/run/request.ts';
import { readConfiguration } from './configuration.ts';

export interface TaskSession {
  readonly context: TaskContext;
  readonly configuration: Configuration;
}

/** What commands on tasks work with: a tenth of the engine, since an agent waits for them many times an hour. */
export async function withTasks<T>(work: (session: TaskSession) => Promise<T>): Promise<T> {
  const environment = process.env;
  const location = locate(environment);
  const configuration = parseConfiguration(readConfiguration(), location.configuration);
  const store = new Store(location.database);
  try {
    const context: TaskContext = {
      store,
      location,
      indexes: new FileIndexes(location),
      environment,
      onFault: (fault) => {
        process.emitWarning(fault instanceof Error ? fault : String(fault));
      },
    };
    return await work({ context, configuration });
  } finally {
    store.dispose();
  }
}

export function defaultConcurrency(): number {
  return availableParallelism();
}

/** The agent in whose contract tasks are run; null where none is named. */
export async function findTaskAgent(
  context: TaskContext,
  name: string | undefined,
): Promise<Agent | null> {
  if (name === undefined) return null;
  // Loaded only for an agent's tasks.
  const registry = await import('../core/agent/registry.ts');
  return registry.findAgent(context.store, name);
}

/** Where the tasks are that are meant here. */
export function taskRootOf(agent: Agent | null): string {
  return agent?.path ?? findTaskRoot(process.cwd());
}
