/**
 * - `starting`: reserved, its checkout and environment are being made
 * - `running`: a command of it is running
 * - `waiting`: a command of it waits for what another process holds; nothing tells when one waits for a person
 * - `idle`: its terminal is open and nothing runs in it
 * - `done` / `failed`: its command ended with exit code 0 / another one
 * - `stopped`: ended on request
 * - `lost`: its processes are gone and nobody saw how they ended
 *
 * Apart from `agent.ts` so that a presenter can name a status without loading the schemas.
 */
export const agentStatuses = [
  'starting',
  'running',
  'waiting',
  'idle',
  'done',
  'failed',
  'stopped',
  'lost',
] as const;

export type AgentStatus = (typeof agentStatuses)[number];

const liveStatuses: ReadonlySet<AgentStatus> = new Set(['starting', 'running', 'waiting', 'idle']);

/** Whether processes of an agent in this status may exist. */
export function isLive(status: AgentStatus): boolean {
  return liveStatuses.has(status);
}
