import { type Engine, openEngine as open } from '../core/engine.ts';
import { toLanekeeperError } from '../core/error.ts';
import { readSettings } from './configuration/settings.ts';
import type { Logger } from './log.ts';

/**
 * Opens the engine as the settings say and finds again the agents that kept running without this window. Loaded on
 * demand, because it brings the whole engine with it.
 *
 * @param script absolute path of the command-line bundle, which supervises command agents
 * @throws LanekeeperError configuration-invalid, database-corrupt, not-writable …
 */
export async function openEngine(script: string, log: Logger): Promise<Engine> {
  const settings = readSettings();
  const environment =
    settings.home === null ? process.env : { ...process.env, LANEKEEPER_HOME: settings.home };
  const engine = await open({
    environment,
    configuration: { value: settings.engine, source: 'the settings' },
    supervisor: { node: process.execPath, script },
    onFault: (fault) => {
      log.error(toLanekeeperError(fault));
    },
  });
  log.info(`The engine is open on ${engine.location.home}.`);
  return engine;
}
