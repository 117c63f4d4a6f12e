import type { Disposable } from '../../core/disposable.ts';
import { Emitter } from '../../core/emitter.ts';
import { toLanekeeperError } from '../../core/error.ts';
import type { Logger } from '../log.ts';
import type { MachineSource } from './dashboard-engine.ts';
import { type Clock, systemClock } from './pace.ts';

type Machine = NonNullable<MachineSource['machine']>;

/** A battery loses about one per cent in so long; ms. */
const batteryInterval = 60_000;

/** What this machine is made of, for those who show it. Loads and asks nothing before somebody looks. */
export class MachineWatch implements MachineSource {
  readonly #log: Pick<Logger, 'warn'>;
  readonly #read: () => Promise<Machine>;
  readonly #clock: Clock;
  readonly #changed: Emitter<null>;
  #machine: Machine | null = null;

  constructor(log: Pick<Logger, 'error' | 'warn'>, read = readMachine, clock = systemClock) {
    this.#log = log;
    this.#read = read;
    this.#clock = clock;
    this.#changed = new Emitter((fault) => {
      log.error(toLanekeeperError(fault));
    });
  }

  get machine(): Machine | null {
    return this.#machine;
  }

  onDidChange(listener: () => void): Disposable {
    return this.#changed.subscribe(listener);
  }

  watch(): Disposable {
    let over = false;
    let next: Disposable | null = null;
    const look = async (): Promise<void> => {
      const machine = await this.#readOrWarn();
      if (over) return;
      this.#machine = machine;
      this.#changed.emit(null);
      if (machine?.battery) next = this.#clock.after(batteryInterval, () => void look());
    };
    void look();
    return {
      dispose: () => {
        over = true;
        next?.dispose();
      },
    };
  }

  /** The dashboard does without; it is asked again when somebody looks again. */
  async #readOrWarn(): Promise<Machine | null> {
    try {
      return await this.#read();
    } catch (thrown) {
      this.#log.warn(toLanekeeperError(thrown).message);
      return null;
    }
  }
}

async function readMachine(): Promise<Machine> {
  const [{ machineFacts }, { readBattery }] = await Promise.all([
    import('../../core/metrics/machine-facts.ts'),
    import('../../core/metrics/battery.ts'),
  ]);
  const [facts, battery] = await Promise.all([machineFacts(), readBattery()]);
  return { facts, battery };
}
