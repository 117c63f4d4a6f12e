import { availableParallelism } from 'node:os';
import { type Configuration, parseConfiguration } from '../core/configuration.ts';
import { locate } from '../core/location.ts';
import { Store } from '../core/store/store.ts';
import { FileIndexes } from '../core/task/fingerprint/file-indexes.ts';
import type { TaskContext } from '../core/task/run/request.ts';
import { readConfiguration } from './configuration.ts';

export interface TaskSession {
  readonly context: TaskContext;
  readonly configuration: Configuration;
}

/** What commands on tasks work with: a tenth of the engine, since an agent waits for them many times an hour. */
export async function withTasks<T>(work: (session: TaskSession) => Promise<T>): Promise<T> {
  const { environment, location } = { environment: process.env, location: locate(process.env) };
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
