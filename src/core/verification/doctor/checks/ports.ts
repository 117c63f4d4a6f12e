import { isLive } from '../../../agent/agent.ts';
import { programName } from '../../../process/program-name.ts';
import { type Finding, verdictOf } from '../../check.ts';
import type { DoctorCheck, DoctorContext } from '../doctor-check.ts';
import { notRead } from '../linux-only.ts';
import { listeningPorts, type ListeningPort } from '../listening-ports.ts';

/** Nobody but an agent listens on its ports, and agents listen on their own ports only. */
export const ports: DoctorCheck = {
  id: 'interference.ports',
  stage: 'interference',
  run(context) {
    if (process.platform !== 'linux') return notRead('Who listens on which port is');
    const listening = listeningPorts(context.processes.map(({ pid }) => pid));
    const findings = listening.flatMap((port) => judge(port, context));
    if (findings.length > 0) return verdictOf(findings, '');
    const given = context.agents.flatMap((agent) => agent.ports).length;
    const evidence = `${String(listening.length)} ports are listened on; none of the ${String(given)} that agents have by another program, and no agent outside its own.`;
    return verdictOf([{ result: 'pass', evidence }], '');
  },
};

function judge(
  { port, pid }: ListeningPort,
  { agents, members, processes }: DoctorContext,
): Finding[] {
  const owner = agents.find((agent) => agent.ports.includes(port));
  const listener = agents.find((agent) =>
    members.get(agent.uid)?.some((entry) => entry.pid === pid),
  );
  if (owner === listener) return [];
  const name = processes.find((entry) => entry.pid === pid)?.name ?? '';
  const program =
    pid === null ? 'A program of another user' : `${programName(pid, name)} (${String(pid)})`;
  if (owner) {
    return [
      {
        result: 'fail',
        evidence: `${program}${listener ? ` of ${listener.id}` : ''} listens on ${String(port)}, which is ${owner.id}'s.`,
        cure: `Let it listen elsewhere, or spawn ${owner.id} again for other ports.`,
      },
    ];
  }
  // A port that the system chose is in nobody's way: it lies in the range for outgoing connections (ip(7)).
  if (!listener || !isLive(listener.status) || listener.ports.length === 0 || port >= 32_768)
    return [];
  return [
    {
      result: 'fail',
      evidence: `${program} of ${listener.id} listens on ${String(port)}, outside of its own ${String(listener.ports[0])}–${String(listener.ports.at(-1))}: a second agent would find it taken.`,
      cure: `Let it listen on $PORT, which is ${String(listener.ports[0])} for ${listener.id}.`,
    },
  ];
}
