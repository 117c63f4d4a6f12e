import { listTasks } from '../../../task/registry.ts';
import { formatCores } from '../../../quantities.ts';
import { computeGates, gateClasses, gateNames } from '../../../resource/gates.ts';
import { readMachineLimits } from '../../../resource/machine-limits.ts';
import { readProcFileOnce } from '../../../process/proc-file.ts';
import { type Finding, verdictOf } from '../../check.ts';
import type { DoctorCheck } from '../doctor-check.ts';

/** Processes ready to run for each core, over which all of them are slower for each other. */
const crowded = 2;

/** No more runs than the machine has cores, memory and gates for. */
export const oversubscription: DoctorCheck = {
  id: 'resources.oversubscription',
  stage: 'resources',
  run({ engine: { store, configuration } }) {
    const machine = readMachineLimits();
    const limits = computeGates(machine, configuration.gates);
    const running = listTasks(store).filter(({ status }) => status === 'running');
    const findings: Finding[] = gateNames.map((name) => {
      const count = running.filter((task) => task.class === gateClasses[name]).length;
      const evidence = `${String(count)} tasks of class ${gateClasses[name]} run, the gate is ${String(limits[name])}.`;
      return {
        result: count > limits[name] ? 'fail' : 'pass',
        evidence,
        cure: 'Stop or finish some; set other gates with lanekeeper.gates if the machine bears more.',
      };
    });
    const load = loadAverage();
    if (load !== null) {
      const evidence = `On average ${load.toFixed(1)} processes were ready to run in the last minute, on ${formatCores(machine.cores)} cores.`;
      findings.push(
        load > crowded * machine.cores
          ? {
              result: 'fail',
              evidence,
              cure: 'Run fewer agents at a time, or lower the gates; "lanekeeper monitor" shows who uses what.',
            }
          : { result: 'pass', evidence },
      );
    }
    return verdictOf(findings, '');
  },
};

/** Processes running or waiting for the disk, mean of a minute (proc_loadavg(5)); null elsewhere than on Linux. */
function loadAverage(): number | null {
  if (process.platform !== 'linux') return null;
  const content = readProcFileOnce('/proc/loadavg')?.toString('latin1');
  const [first] = content?.split(' ') ?? [];
  return first === undefined ? null : Number(first);
}
