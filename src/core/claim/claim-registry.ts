import { z } from 'zod';
import { parseDocument } from '../store/document.ts';
import type { Store, Transaction } from '../store/store.ts';
import { type Claim, type ClaimOwner, claimSchema } from './claim.ts';
import { isSameOwner } from './owner.ts';

const claimRow = z.object({ id: z.number(), document: z.string() });
const documentSchema = claimSchema.omit({ id: true });

/** Claims in force, of one repository or of all, oldest first. Those whose agent has ended or whose time is over are none. */
export function listClaims(
  store: Pick<Store, 'all'>,
  repository?: string,
  now: Date = new Date(),
): Claim[] {
  return store
    .all(
      `SELECT claims.id, claims.document FROM claims LEFT JOIN agents ON agents.uid = claims.agent
       WHERE (claims.agent IS NULL OR agents.live = 1)
         AND (claims.until IS NULL OR claims.until > ?1)
         AND (?2 IS NULL OR claims.repository = ?2)
       ORDER BY claims.id`,
      now.toISOString(),
      repository ?? null,
    )
    .map(parseClaim);
}

export function insertClaim(transaction: Transaction, claim: Omit<Claim, 'id'>): Claim {
  dropEnded(transaction);
  const id = Number(
    transaction.run(
      'INSERT INTO claims (repository, agent, until, document) VALUES (?, ?, ?, ?)',
      claim.repository,
      claim.owner.kind === 'agent' ? claim.owner.uid : null,
      claim.until,
      JSON.stringify(claim),
    ),
  );
  const inserted = { id, ...claim };
  transaction.emit({ type: 'paths-claimed', claim: inserted });
  return inserted;
}

/**
 * Ends an owner's claims in a repository: all of them, or those on exactly these globs.
 *
 * @returns what was given back
 */
export function deleteClaims(
  transaction: Transaction,
  repository: string,
  owner: ClaimOwner,
  globs: readonly string[] | null,
): Claim[] {
  const ended = listClaims(transaction, repository).filter(
    (claim) =>
      isSameOwner(claim.owner, owner) &&
      (globs === null || claim.globs.some((glob) => globs.includes(glob))),
  );
  for (const claim of ended) {
    const kept = globs === null ? [] : claim.globs.filter((glob) => !globs.includes(glob));
    if (kept.length === 0) transaction.run('DELETE FROM claims WHERE id = ?', claim.id);
    else {
      const rest = { ...claim, globs: kept, id: undefined };
      transaction.run(
        'UPDATE claims SET document = ? WHERE id = ?',
        JSON.stringify(rest),
        claim.id,
      );
    }
    transaction.emit({ type: 'paths-released', claim });
  }
  return ended;
}

/** Ends one claim. False when it was over already. */
export function deleteClaim(transaction: Transaction, { id, repository }: Claim): boolean {
  const claim = listClaims(transaction, repository).find((each) => each.id === id);
  if (!claim) return false;
  transaction.run('DELETE FROM claims WHERE id = ?', id);
  transaction.emit({ type: 'paths-released', claim });
  return true;
}

/** What no longer holds is dropped whenever somebody claims, so that it does not pile up. */
function dropEnded(transaction: Transaction): void {
  const inForce = new Set(listClaims(transaction).map(({ id }) => id));
  const rows = transaction.all('SELECT id, document FROM claims').map(parseClaim);
  for (const claim of rows.filter(({ id }) => !inForce.has(id))) {
    transaction.run('DELETE FROM claims WHERE id = ?', claim.id);
    transaction.emit({ type: 'paths-released', claim });
  }
}

function parseClaim(row: unknown): Claim {
  const { id, document } = claimRow.parse(row);
  return { id, ...parseDocument(documentSchema, document, `claim ${String(id)}`) };
}
