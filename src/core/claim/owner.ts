import type { ClaimOwner } from './claim.ts';

export function ownerName(owner: ClaimOwner): string {
  return owner.kind === 'agent' ? `agent "${owner.id}"` : owner.name;
}

/** Whether two names are of one owner; an agent of the same id that came later is another one. */
export function isSameOwner(one: ClaimOwner, other: ClaimOwner): boolean {
  if (one.kind === 'agent') return other.kind === 'agent' && one.uid === other.uid;
  return other.kind === 'person' && one.name === other.name;
}
