import { MachineMeter } from '../../../metrics/machine.ts';
import { formatBytes, formatShare } from '../../../quantities.ts';
import { verdictOf } from '../../check.ts';
import type { DoctorCheck } from '../doctor-check.ts';

/** Share of time in which tasks stood still for memory, from which on the machine thrashes. */
const highPressure = 0.1;

/** Share of memory that must be left. */
const least = 0.05;

/** Nothing waits for memory, and there is some left. */
export const memory: DoctorCheck = {
  id: 'resources.memory',
  stage: 'resources',
  run() {
    const { memoryUsed, memoryTotal, pressure } = new MachineMeter().sample();
    const left = memoryTotal - memoryUsed;
    const waits =
      pressure.memory === null
        ? 'its pressure is not told by this system'
        : `tasks stood still for it in ${formatShare(pressure.memory)} of the last 10 s`;
    const isShort = left < least * memoryTotal || (pressure.memory ?? 0) > highPressure;
    return verdictOf(
      [
        {
          result: isShort ? 'fail' : 'pass',
          evidence: `${formatBytes(left)} of ${formatBytes(memoryTotal)} memory are left; ${waits}.`,
          cure: 'Lower the gate for linkers (lanekeeper.gates), or run fewer agents.',
        },
      ],
      '',
    );
  },
};
