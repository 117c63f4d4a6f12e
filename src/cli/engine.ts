import { existsSync, readFileSync } from 'node:fs';
import { type Engine, openEngine } from '../core/engine.ts';
import { LanekeeperError } from '../core/error.ts';
import { locate } from '../core/location.ts';

/** Opens the engine for one command and closes it after, whatever happens. */
export async function withEngine<T>(work: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = await openEngine({
    environment: process.env,
    configuration: { value: readConfiguration(), source: locate(process.env).configuration },
    supervisor: { node: process.execPath, script: ownScript() },
    onFault: (fault) => {
      process.emitWarning(fault instanceof Error ? fault : String(fault));
    },
  });
  try {
    return await work(engine);
  } finally {
    engine.dispose();
  }
}

function ownScript(): string {
  const [, script] = process.argv;
  if (script === undefined) throw new TypeError('The command line has no script path.');
  return script;
}

function readConfiguration(): unknown {
  const file = locate(process.env).configuration;
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new LanekeeperError(
      'configuration-invalid',
      `${file} cannot be read as JSON (${cause instanceof Error ? cause.message : String(cause)}).`,
      `Correct ${file}, or remove it to go back to the defaults.`,
      { cause },
    );
  }
}

/** An abort signal that ends with the first Ctrl-C or termination; the second one ends the process as usual. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  const abort = () => {
    controller.abort(new LanekeeperError('interrupted', 'Interrupted.', 'Run it again to finish.'));
  };
  process.once('SIGINT', abort);
  process.once('SIGTERM', abort);
  return controller.signal;
}
