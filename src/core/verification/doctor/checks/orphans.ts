import { isLive } from '../../../agent/agent.ts';
import { programName } from '../../../process/program-name.ts';
import { countOf } from '../../../quantities.ts';
import { type Finding, verdictOf } from '../../check.ts';
import type { DoctorCheck } from '../doctor-check.ts';

/** No process outlived its agent: it would go on writing, and hold locks, ports and memory. */
export const orphans: DoctorCheck = {
  id: 'interference.orphans',
  stage: 'interference',
  run({ agents, members, processes, engine: { environment } }) {
    if (process.platform !== 'linux') {
      return verdictOf([], `The marks of processes are not read on ${process.platform}.`);
    }
    const byUid = new Map(agents.map((agent) => [agent.uid, agent]));
    // Whoever asks from within an agent is a process of it and no orphan.
    const own = environment['LANEKEEPER_AGENT_UID'];
    const findings = [...members].flatMap(([uid, left]): Finding[] => {
      const agent = byUid.get(uid);
      if (left.length === 0 || uid === own || (agent && isLive(agent.status))) return [];
      const shown = left
        .slice(0, 5)
        .map(({ pid, name }) => `${programName(pid, name)} (${String(pid)})`)
        .join(', ');
      const of = agent ? `${agent.id}, which is ${agent.status}` : `an agent that is gone (${uid})`;
      return [
        {
          result: 'fail',
          evidence: `${countOf(left.length, 'process', 'processes')} of ${of}, still running: ${shown}.`,
          cure: agent
            ? `End them with: lanekeeper stop ${agent.id}.`
            : `End them if you need them no more: kill ${left.map(({ pid }) => String(pid)).join(' ')}.`,
        },
      ];
    });
    const evidence = `Of ${String(processes.length)} processes none bears the mark of an agent that has ended.`;
    return verdictOf(findings.length > 0 ? findings : [{ result: 'pass', evidence }], '');
  },
};
