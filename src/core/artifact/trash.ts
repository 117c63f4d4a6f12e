import { randomUUID } from 'node:crypto';
import { mkdir, opendir, rename } from 'node:fs/promises';
import { holdDirectory, entryPath, type HeldDirectory } from './held-directory.ts';
import { LanekeeperError } from '../error.ts';
import { fileErrorCode, isMissing } from './file-error.ts';
import { ownedRootSchema, type OwnedRoot } from './owned-root.ts';
import { privacyOf } from './private-directory.ts';
import { isOtherAlive, ownKeeper } from './trash-keeper.ts';
import type { Location } from '../location.ts';

/**
 * - `held`: taken out of reach, but not yet found safe to delete; may go back to where it was
 * - `doomed`: found safe; deletion has begun or may begin at any moment
 */
export type TrashStage = 'held' | 'doomed';

/**
 * One directory in the trash. Its name says all there is to know about it, so that taking a directory is a single
 * atomic rename that writes no data: it works on a full disk, and whoever finds the entry after a crash can finish.
 */
export interface TrashEntry {
  readonly stage: TrashStage;
  readonly kind: OwnedRoot['kind'];
  readonly agent: string;
  readonly uid: string;
  /** The process that made the entry: see `trash-keeper.ts`. */
  readonly keeper: string;
  /** File name in the trash directory. */
  readonly name: string;
}

const uidPattern = /^[0-9A-Za-z_-]{1,64}$/;
const agentPattern = /^[a-z0-9][a-z0-9-]{0,38}$/;

/** Throws `input-invalid` for an agent id or uid that cannot be part of a file name. */
export function requireNameable(agent: string, uid: string): void {
  if (agentPattern.test(agent) && uidPattern.test(uid)) return;
  throw new LanekeeperError(
    'input-invalid',
    `${JSON.stringify(agent)} with uid ${JSON.stringify(uid)} does not name an agent.`,
    'Agent ids are 1 to 39 lower-case letters, digits and hyphens; "lanekeeper list" shows them.',
  );
}

export function trashEntry(
  stage: TrashStage,
  owner: Pick<TrashEntry, 'kind' | 'agent' | 'uid'>,
): TrashEntry {
  const { kind, agent, uid } = owner;
  const keeper = ownKeeper();
  const name = [stage, kind, agent, uid, keeper, randomUUID()].join('.');
  return { stage, kind, agent, uid, keeper, name };
}

/** Null for a name that this file did not make: nothing of that name is ever touched. */
export function parseTrashName(name: string): TrashEntry | null {
  const [stage, kind, agent, uid, keeper, unique, ...rest] = name.split('.');
  const known = ownedRootSchema.shape.kind.safeParse(kind);
  if (stage !== 'held' && stage !== 'doomed') return null;
  if (!known.success || agent === undefined || uid === undefined || rest.length > 0) return null;
  if (!agentPattern.test(agent) || !uidPattern.test(uid)) return null;
  if (keeper === undefined || !/^[0-9a-f-]{36}$/.test(unique ?? '')) return null;
  return { stage, kind: known.data, agent, uid, keeper, name };
}

/** Makes the trash directory. Called early, while there is space for it: `clean` must work on a full disk. */
export async function prepareTrash(location: Pick<Location, 'trash'>): Promise<void> {
  await mkdir(location.trash, { recursive: true, mode: 0o700 });
}

/** Holds the trash directory, made if need be. Throws `not-writable` when something else bears its name. */
export async function openTrash(location: Pick<Location, 'trash'>): Promise<HeldDirectory> {
  try {
    await prepareTrash(location);
    return holdDirectory(location.trash);
  } catch (error) {
    if (fileErrorCode(error) !== 'ENOTDIR' && fileErrorCode(error) !== 'EEXIST') throw error;
    throw new LanekeeperError(
      'not-writable',
      `${location.trash} is not a directory.`,
      'Move whatever is there away; Lanekeeper makes the directory itself and follows no link there.',
      { cause: error },
    );
  }
}

/**
 * The places that have a trash, each on the file system of the roots that are taken there: the usual one, and that of
 * what lies in memory, if there is anything of it and nobody else can write there.
 */
export async function trashes({
  trash,
  memory,
}: Location): Promise<
  readonly { readonly trash: string; readonly takes: (root: Pick<OwnedRoot, 'kind'>) => boolean }[]
> {
  const usual = { trash, takes: ({ kind }: Pick<OwnedRoot, 'kind'>) => kind !== 'memory' };
  if (!memory || (await privacyOf(memory.own)).state !== 'private') return [usual];
  return [usual, { trash: memory.trash, takes: ({ kind }) => kind === 'memory' }];
}

/** The entries that nobody else is at work on: those of processes that have ended, and of this one. */
export async function listAbandoned(trash: HeldDirectory): Promise<TrashEntry[]> {
  const entries: TrashEntry[] = [];
  for await (const { name } of await opendir(trash.base.toString())) {
    const entry = parseTrashName(name);
    if (entry && !isOtherAlive(entry.keeper)) entries.push(entry);
  }
  return entries;
}

/** The next stage of an entry, in one rename; null when another clean-up has taken it in the meantime. */
export async function doom(trash: HeldDirectory, entry: TrashEntry): Promise<TrashEntry | null> {
  const doomed = trashEntry('doomed', entry);
  return (await renameIfThere(entryPath(trash, entry.name), entryPath(trash, doomed.name)))
    ? doomed
    : null;
}

/** False when `from` is not there any more. */
export async function renameIfThere(from: Buffer, to: Buffer | string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
