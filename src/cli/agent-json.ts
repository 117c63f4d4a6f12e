import type { Agent } from '../core/agent/agent.ts';
import { capabilitiesOf } from '../core/agent/capabilities.ts';

/** The stable shape of an agent on the command line; keys are only ever added. */
export function agentJson(agent: Agent) {
  return {
    id: agent.id,
    name: agent.name,
    type: agent.type,
    status: agent.status,
    statusReason: agent.statusReason,
    capabilities: capabilitiesOf(agent),
    checkout: agent.checkout,
    adopted: agent.adopted === true,
    path: agent.path,
    namespace: agent.namespace,
    pid: agent.process?.pid ?? null,
    ports: agent.ports,
    exitCode: agent.exitCode,
    command: agent.command,
    createdAt: agent.createdAt,
    endedAt: agent.endedAt,
  };
}

/** The same with the environment contract, and why it is as it is. */
export function agentJsonWithEnvironment(agent: Agent) {
  return { ...agentJson(agent), environment: agent.environment, notes: agent.notes ?? [] };
}
