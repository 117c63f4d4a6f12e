import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type ProcessIdentity, processIdentitySchema } from '../../process/identity.ts';
import type { Store, Transaction } from '../../store/store.ts';

/** The right to do one task in one checkout: one process has it at a time. */
export interface Claim {
  /** Grows with every claim on this machine, so that it orders them without a clock. */
  readonly attempt: number;
  readonly name: string;
  readonly run: number;
  /** Marks the processes of the task; no other claim ever has it. */
  readonly uid: string;
  readonly owner: ProcessIdentity;
}

const claimRow = z.object({
  attempt: z.number(),
  name: z.string(),
  run: z.number(),
  uid: z.string(),
  owner: z.string(),
});

const attemptRow = z.object({ attempt: z.number() });

function parseClaim(row: unknown): Claim {
  const { owner, ...rest } = claimRow.parse(row);
  return { ...rest, owner: processIdentitySchema.parse(JSON.parse(owner)) };
}

export type ClaimOutcome =
  | { readonly kind: 'claimed'; readonly claim: Claim }
  /** Somebody else has it. */
  | { readonly kind: 'held'; readonly claim: Claim }
  /** It was done since it was last looked at. */
  | { readonly kind: 'outdated' };

/** @param seen the attempt of the task's record that the wish to do it rests on; 0 for none */
export function claimTask(
  transaction: Transaction,
  wish: {
    readonly checkout: string;
    readonly name: string;
    readonly run: number;
    readonly seen: number;
  },
  owner: ProcessIdentity,
): ClaimOutcome {
  const { checkout, name, run, seen } = wish;
  const held = transaction.get(
    'SELECT attempt, name, run, uid, owner FROM task_claims WHERE checkout = ? AND name = ?',
    checkout,
    name,
  );
  if (held !== undefined) return { kind: 'held', claim: parseClaim(held) };
  const record = transaction.get(
    'SELECT attempt FROM graph_tasks WHERE checkout = ? AND name = ?',
    checkout,
    name,
  );
  if (record !== undefined && attemptRow.parse(record).attempt > seen) return { kind: 'outdated' };
  const uid = randomBytes(8).toString('hex');
  const attempt = Number(
    transaction.run(
      'INSERT INTO task_claims (checkout, name, run, uid, owner) VALUES (?, ?, ?, ?, ?)',
      checkout,
      name,
      run,
      uid,
      JSON.stringify(owner),
    ),
  );
  return { kind: 'claimed', claim: { attempt, name, run, uid, owner } };
}

/** Gives a claim up; another's on the same task is left alone. */
export function releaseClaim(transaction: Transaction, { attempt }: Pick<Claim, 'attempt'>): void {
  transaction.run('DELETE FROM task_claims WHERE attempt = ?', attempt);
}

/** Gives up all claims of a run, of which no command is left. */
export function releaseClaimsOf(transaction: Transaction, run: number): void {
  transaction.run('DELETE FROM task_claims WHERE run = ?', run);
}

/** The claims on tasks of a checkout, by name. */
export function readClaims(store: Pick<Store, 'all'>, checkout: string): Map<string, Claim> {
  const rows = store.all(
    'SELECT attempt, name, run, uid, owner FROM task_claims WHERE checkout = ?',
    checkout,
  );
  return new Map(rows.map(parseClaim).map((claim) => [claim.name, claim]));
}

const sequenceRow = z.object({ seq: z.number() });

/** The highest number that a claim has had so far. */
export function latestAttempt(store: Pick<Store, 'get'>): number {
  const row = store.get("SELECT seq FROM sqlite_sequence WHERE name = 'task_claims'");
  return row === undefined ? 0 : sequenceRow.parse(row).seq;
}
