import type { AgentTypeAvailability } from '../../core/agent/type/detect-types.ts';

/** The type, and the version of the program that it starts, which is seldom called as the type is. */
export function typeFacts({
  type,
  program,
  version,
}: Pick<AgentTypeAvailability, 'type' | 'program' | 'version'>): string {
  if (version === null) return type;
  return [type, program === type ? version : `${program ?? ''} ${version}`].join(' · ');
}
