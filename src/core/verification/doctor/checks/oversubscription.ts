import { listTasks } from '../../../task/registry.ts';
import { countOf, formatCores } from '../../../quantities.ts';
import { computeGates, gateClasses, type GateLimits, gateNames } from '../../../resource/gates.ts';
import { jobDirectory } from '../../../resource/jobserver/job-directory.ts';
import { readMachineLimits } from '../../../resource/machine-limits.ts';
import { findUngated, type UngatedBuild } from '../../../resource/pool/ungated.ts';
import { readProcFileOnce } from '../../../process/proc-file.ts';
import { type Finding, verdictOf } from '../../check.ts';
import type { DoctorCheck } from '../doctor-check.ts';

/** Processes ready to run for each core, over which all of them are slower for each other. */
const crowded = 2;

/** No more runs than the machine has cores, memory and gates for. */
export const oversubscription: DoctorCheck = {
  id: 'resources.oversubscription',
  stage: 'resources',
  run({ engine: { store, location, configuration }, processes, agents }) {
    const machine = readMachineLimits();
    const limits = computeGates(machine, configuration.gates);
    const running = listTasks(store).filter(({ status }) => status === 'running');
    const findings: Finding[] = gateNames.map((name) => {
      const count = running.filter((task) => task.class === gateClasses[name]).length;
      const evidence = `${countOf(count, `task of class ${gateClasses[name]} runs`, `tasks of class ${gateClasses[name]} run`)}, the gate is ${String(limits[name])}.`;
      return {
        result: count > limits[name] ? 'fail' : 'pass',
        evidence,
        cure: 'Stop or finish some; set other gates with lanekeeper.gates if the machine bears more.',
      };
    });
    const ungated = findUngated({
      table: processes,
      jobs: jobDirectory(location),
      agents: new Map(agents.map(({ id, uid }) => [uid, id])),
    });
    for (const build of ungated) findings.push(outside(build, limits));
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

/** A build of a single process more does no harm; one that fills a gate by itself doubles what is at work. */
function outside(
  { gate, process, program, agent, directory, processes }: UngatedBuild,
  limits: GateLimits,
): Finding {
  const who = `${program} (pid ${String(process.pid)}${agent === null ? '' : `, agent ${agent}`})`;
  const where = directory === null ? '' : ` in ${directory}`;
  const evidence = `${who}${where} builds outside of ${gate}, with ${countOf(processes, 'process', 'processes')}.`;
  return processes > limits[gate]
    ? {
        result: 'fail',
        evidence,
        cure: 'Start it in an agent’s terminal, or after eval "$(lanekeeper env AGENT)", by its name and not by its path.',
      }
    : { result: 'pass', evidence };
}

/** Processes running or waiting for the disk, mean of a minute (proc_loadavg(5)); null elsewhere than on Linux. */
function loadAverage(): number | null {
  if (process.platform !== 'linux') return null;
  const content = readProcFileOnce('/proc/loadavg')?.toString('latin1');
  const [first] = content?.split(' ') ?? [];
  return first === undefined ? null : Number(first);
}
