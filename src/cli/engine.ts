import { type Engine, openEngine } from '../core/engine.ts';
import { locate } from '../core/location.ts';
import { readConfiguration } from './configuration.ts';
import { ownProgram } from './own-program.ts';

/** Opens the engine for one command and closes it after, whatever happens. */
export async function withEngine<T>(work: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = await openEngine({
    environment: process.env,
    configuration: { value: readConfiguration(), source: locate(process.env).configuration },
    supervisor: ownProgram(),
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

export { interruptSignal } from './interrupt-signal.ts';
