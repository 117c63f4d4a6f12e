import type { ClaimOwner } from '../core/claim/claim.ts';
import type { Engine } from '../core/engine.ts';

/**
 * Who claims: the agent that is named, or the one in whose environment this runs, else the person at the terminal.
 *
 * @throws LanekeeperError agent-not-found
 */
export function ownerOf(
  engine: Pick<Engine, 'findAgent' | 'paths'>,
  named: string | undefined,
): ClaimOwner {
  const id = named ?? process.env['LANEKEEPER_AGENT'];
  if (id === undefined || id === '') return engine.paths.person;
  const agent = engine.findAgent(id);
  return { kind: 'agent', id: agent.id, uid: agent.uid };
}
