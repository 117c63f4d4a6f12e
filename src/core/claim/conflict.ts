import type { MachineLimits } from '../resource/machine-limits.ts';
import type { TaskNeeds } from '../task/declaration/declaration.ts';
import { globsOverlap } from '../task/graph/glob-overlap.ts';
import type { Claim, ClaimOwner } from './claim.ts';
import { isSameOwner, ownerName } from './owner.ts';

/** What somebody is about to do. Globs are relative to the top of a worktree. */
export interface Intent {
  readonly owner: ClaimOwner | null;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly needs: TaskNeeds | null;
  /** What the agent that does it can do; null where no agent is meant. */
  readonly capabilities: readonly string[] | null;
}

/** What stands in the way of an intent. */
export type Conflict =
  | {
      readonly kind: 'claim';
      readonly claim: Claim;
      /** The two globs that meet. */
      readonly wanted: string;
      readonly claimed: string;
    }
  /** The machine never has as much: waiting does not help. */
  | {
      readonly kind: 'limit';
      readonly resource: 'cores' | 'memory';
      /** Processors, or bytes. */
      readonly needed: number;
      readonly available: number;
    }
  | { readonly kind: 'capability'; readonly missing: readonly string[] };

/** All that stands in the way, whose it is and until when; empty when nothing does. */
export function findConflicts(
  intent: Intent,
  claims: readonly Claim[],
  machine: MachineLimits,
): Conflict[] {
  return [
    ...claims.flatMap((claim) => claimConflict(intent, claim)),
    ...limitConflicts(intent.needs, machine),
    ...capabilityConflicts(intent),
  ];
}

function claimConflict({ owner, reads, writes }: Intent, claim: Claim): Conflict[] {
  if (owner !== null && isSameOwner(owner, claim.owner)) return [];
  // Many may read what nobody writes.
  const wanted = claim.mode === 'write' ? [...writes, ...reads] : writes;
  for (const glob of wanted.filter((each) => !each.startsWith('!'))) {
    const claimed = claim.globs.find((each) => globsOverlap(below(each), below(glob)));
    if (claimed !== undefined) return [{ kind: 'claim', claim, wanted: glob, claimed }];
  }
  return [];
}

/** A path that is named plainly may be a folder, with all that is in it. */
function below(glob: string): string {
  return /[*?[{]/.test(glob) ? glob : `{${glob},${glob}/**}`;
}

function limitConflicts(needs: TaskNeeds | null, machine: MachineLimits): Conflict[] {
  if (needs === null) return [];
  const { cores, memoryBytes } = needs;
  const conflicts: Conflict[] = [];
  if (cores > machine.cores) {
    conflicts.push({ kind: 'limit', resource: 'cores', needed: cores, available: machine.cores });
  }
  if (memoryBytes !== null && memoryBytes > machine.memoryBytes) {
    const available = machine.memoryBytes;
    conflicts.push({ kind: 'limit', resource: 'memory', needed: memoryBytes, available });
  }
  return conflicts;
}

function capabilityConflicts({ needs, capabilities }: Intent): Conflict[] {
  if (needs === null || capabilities === null) return [];
  const missing = needs.capabilities.filter((each) => !capabilities.includes(each));
  return missing.length === 0 ? [] : [{ kind: 'capability', missing }];
}

/** A conflict in a sentence without its full stop. */
export function conflictText(conflict: Conflict): string {
  switch (conflict.kind) {
    case 'claim': {
      const { owner, mode, until, purpose } = conflict.claim;
      const what = mode === 'write' ? 'writing' : 'reading';
      const why = purpose === null ? '' : ` (${purpose})`;
      const end = until === null ? 'until it ends or releases it' : `until ${until}`;
      return `${conflict.wanted} is claimed for ${what} by ${ownerName(owner)}${why}, as ${conflict.claimed}, ${end}`;
    }
    case 'limit': {
      const { resource, needed, available } = conflict;
      const unit = resource === 'cores' ? 'processors' : 'bytes of memory';
      return `it needs ${String(needed)} ${unit}, and this machine has ${String(available)}`;
    }
    case 'capability':
      return `the agent cannot do what it needs: ${conflict.missing.join(', ')}`;
  }
}
