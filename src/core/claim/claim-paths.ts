import type { EngineContext } from '../agent/context.ts';
import { LanekeeperError } from '../error.ts';
import { globFromRoot, staysInside } from '../task/declaration/checkout-path.ts';
import type { Claim, ClaimMode, ClaimOwner } from './claim.ts';
import { deleteClaims, insertClaim, listClaims } from './claim-registry.ts';
import { conflictText, findConflicts } from './conflict.ts';
import { ownerName } from './owner.ts';
import { readMachineLimits } from '../resource/machine-limits.ts';
import { findRepositoryPlace } from './repository-key.ts';

export interface ClaimRequest {
  /** Where the globs are relative to, absolute. */
  readonly directory: string;
  readonly globs: readonly string[];
  readonly mode: ClaimMode;
  readonly owner: ClaimOwner;
  readonly purpose: string | null;
  /** After so long it ends by itself; null: with its owner, who must be an agent then. */
  readonly seconds: number | null;
}

/**
 * Claims paths for an owner, all or none of them.
 *
 * @throws LanekeeperError paths-claimed when somebody else's claim is in the way, usage for globs that leave the project and
 *   for a person's claim without an end
 */
export async function claimPaths(context: EngineContext, request: ClaimRequest): Promise<Claim> {
  const { owner, mode, purpose, seconds } = request;
  if (owner.kind === 'person' && seconds === null) {
    throw new LanekeeperError(
      'usage',
      'A person’s claim needs an end; an agent’s ends with the agent.',
      'Say for how long with --for, or whose it is with --agent.',
    );
  }
  const { repository, globs } = await resolve(context, request.directory, request.globs);
  const intent = {
    owner,
    reads: mode === 'read' ? globs : [],
    writes: mode === 'write' ? globs : [],
    needs: null,
    capabilities: null,
  };
  return context.store.write((transaction) => {
    const now = new Date();
    const claims = listClaims(transaction, repository, now);
    const [conflict] = findConflicts(intent, claims, readMachineLimits());
    if (conflict) throw inTheWay(conflictText(conflict));
    const until = seconds === null ? null : new Date(now.getTime() + seconds * 1000).toISOString();
    const since = now.toISOString();
    return insertClaim(transaction, { repository, mode, globs, owner, purpose, since, until });
  });
}

/**
 * Ends an owner's claims: all in the repository, or those on exactly these globs.
 *
 * @throws LanekeeperError claim-not-found when there is none
 */
export async function releasePaths(
  context: EngineContext,
  request: Pick<ClaimRequest, 'directory' | 'globs' | 'owner'>,
): Promise<Claim[]> {
  const { repository, globs } = await resolve(context, request.directory, request.globs);
  const ended = await context.store.write((transaction) =>
    deleteClaims(transaction, repository, request.owner, globs.length === 0 ? null : globs),
  );
  if (ended.length > 0) return ended;
  const what = globs.length === 0 ? 'nothing' : `none of ${globs.join(', ')}`;
  throw new LanekeeperError(
    'claim-not-found',
    `${ownerName(request.owner)} has claimed ${what} here.`,
    'See what is claimed with "lanekeeper conflicts".',
  );
}

async function resolve(
  context: EngineContext,
  directory: string,
  written: readonly string[],
): Promise<{ repository: string; globs: string[] }> {
  const outside = written.find((glob) => !staysInside(glob));
  if (outside !== undefined) {
    throw new LanekeeperError(
      'usage',
      `"${outside}" leaves the project.`,
      'Name paths or globs relative to where you are, without "..".',
    );
  }
  const { repository, prefix } = await findRepositoryPlace(directory, context.environment);
  return { repository, globs: written.map((glob) => globFromRoot(prefix, glob)) };
}

function inTheWay(said: string): LanekeeperError {
  return new LanekeeperError(
    'paths-claimed',
    `${said}.`,
    'Wait until it is released, or agree with its owner; "lanekeeper conflicts" shows all claims.',
  );
}
