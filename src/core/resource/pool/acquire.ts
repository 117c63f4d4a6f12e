import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LanekeeperError } from '../../error.ts';
import { currentIdentity, type ProcessIdentity } from '../../process/identity.ts';
import type { Store } from '../../store/store.ts';
import type { GateLimits, GateName } from '../gates.ts';
import { judge, type Verdict } from './admission.ts';
import { type LeaseDocument, monotonicNow } from './lease.ts';
import { type HeldSlot, holdSlot } from './held-slot.ts';
import { insertLease, listLeases, reapLeases, removeLease, updateLease } from './lease-table.ts';
import { linkSlots, listLinks, slotReason } from './link-slots.ts';
import { readMachine } from './read-machine.ts';

export interface PoolContext {
  readonly store: Store;
  readonly limits: GateLimits;
}

export interface LeaseRequest {
  readonly gate: GateName;
  /** Places; 1 when absent. */
  readonly slots?: number;
  readonly cores?: number | null;
  /** The most memory that it is expected to use; bytes. */
  readonly memoryBytes?: number | null;
  readonly priority?: number;
  /** When it came first, by `monotonicNow`, if it asks again; now when absent. */
  readonly since?: number;
  readonly agent: string | null;
  /** What for, in words for others who wait. */
  readonly purpose: string;
  /** Where it works, absolute: places for work on the disk are counted for each directory apart. */
  readonly directory: string;
}

export interface WaitOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with the reason, a sentence that names who is in the way, whenever it has changed. */
  readonly onWait?: (reason: string) => void;
}

/** A place that is held. It is free at once when its holder and what runs with it are gone, however they go. */
export interface Lease {
  readonly id: number;
  readonly gate: GateName;
  /** What the command is started with so that what it does within its place is not counted twice. */
  readonly variables: Readonly<Record<string, string>>;
  /** Takes fewer or more places; false where there is no room for more. */
  resize(slots: number): Promise<boolean>;
  /** From here on the place belongs to what runs with it, and outlives this process if that does. */
  bind(command: ProcessIdentity): Promise<void>;
  release(): Promise<void>;
}

/** How long to wait between two looks; ms, with jitter so that those who wait do not all look at once. */
const pauseMs = 40;

/**
 * Waits for a place at a gate of the machine and takes it. Whoever comes first is served first; see `judge`.
 *
 * @throws LanekeeperError interrupted when `signal` fires first
 */
export async function acquireLease(
  { store, limits }: PoolContext,
  request: LeaseRequest,
  options: WaitOptions = {},
): Promise<Lease> {
  const { signal, onWait } = options;
  const document = documentOf(request);
  const { id } = await store.write((transaction) => insertLease(transaction, document));
  try {
    for (let reason: string | null = null; ;) {
      if (signal?.aborted) throw interrupted(request);
      const verdict = await tryToTake(store, id, limits);
      if (verdict.kind === 'admitted') {
        const slot = await takeSlot({ store, limits }, id, request, options);
        if (signal?.aborted) {
          slot?.release();
          throw interrupted(request);
        }
        return leaseOf({ store, limits }, id, request.gate, slot);
      }
      if (verdict.reason !== reason) {
        reason = verdict.reason;
        await store.write((transaction) => updateLease(transaction, id, { reason }));
        onWait?.(reason);
      }
      await delay(pauseMs * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined);
    }
  } catch (fault) {
    await store.write((transaction) => {
      removeLease(transaction, id);
    });
    throw fault;
  }
}

/**
 * A command that links shares the slots of single links (docs/gates.md, "Links"), so that LINK_JOBS bounds them all.
 * While it waits for links of others it has a reason, and counts as waiting.
 */
async function takeSlot(
  { store, limits }: PoolContext,
  id: number,
  { gate, agent }: LeaseRequest,
  { signal, onWait }: WaitOptions,
): Promise<HeldSlot | null> {
  if (gate !== 'LINK_JOBS') return null;
  const location = { home: path.dirname(store.file) };
  const tell = (reason: string | null): Promise<unknown> =>
    store.write((transaction) => updateLease(transaction, id, { reason }));
  const reasons: string[] = [];
  const slot = await holdSlot({
    directory: linkSlots(location),
    agent,
    count: limits.LINK_JOBS,
    signal,
    onWait: async () => {
      const reason = slotReason(listLinks(location), limits.LINK_JOBS);
      reasons.push(reason);
      await tell(reason);
      onWait?.(reason);
    },
  });
  try {
    if (reasons.length > 0) await tell(null);
  } catch (fault) {
    slot?.release();
    throw fault;
  }
  return slot;
}

/** With these the links within a command go one at a time, on the command's slot. */
function variablesWithin(
  { file }: Pick<Store, 'file'>,
  { number }: HeldSlot,
): Record<string, string> {
  const own = path.join(linkSlots({ home: path.dirname(file) }), `within-${String(number)}`);
  mkdirSync(own, { recursive: true });
  return { LANEKEEPER_LINK_SLOTS: own, LINK_JOBS: '1' };
}

function documentOf(request: LeaseRequest): LeaseDocument {
  const { gate, slots = 1, cores = null, memoryBytes = null, priority = 0 } = request;
  const { agent, purpose, directory, since = monotonicNow() } = request;
  return {
    gate,
    state: 'waiting',
    slots,
    cores,
    memoryBytes,
    priority,
    agent,
    purpose,
    directory: gate === 'IO_JOBS' ? directory : null,
    owner: currentIdentity(),
    command: null,
    tokens: null,
    since,
    time: new Date().toISOString(),
    reason: null,
  };
}

/** Looks without writing first: most looks of one that waits are in vain. */
async function tryToTake(store: Store, id: number, limits: GateLimits): Promise<Verdict> {
  const machine = readMachine(limits);
  const seen = listLeases(store);
  const own = seen.find((lease) => lease.id === id);
  const verdict = own && judge(own, seen, machine);
  if (verdict?.kind === 'waits') return verdict;
  return store.write((transaction) => {
    const leases = reapLeases(transaction);
    const lease = leases.find((each) => each.id === id);
    if (!lease) throw lost();
    const now = judge(lease, leases, machine);
    if (now.kind === 'admitted') updateLease(transaction, id, { state: 'held', reason: null });
    return now;
  });
}

function leaseOf(
  { store, limits }: PoolContext,
  id: number,
  gate: GateName,
  slot: HeldSlot | null,
): Lease {
  return {
    id,
    gate,
    variables: slot === null ? {} : variablesWithin(store, slot),
    resize: (slots) =>
      store.write((transaction) => {
        const leases = reapLeases(transaction);
        const own = leases.find((lease) => lease.id === id);
        if (!own) return false;
        const others = leases.filter((lease) => lease.id !== id);
        const wanted = { ...own, state: 'waiting' as const, slots: slots - own.slots };
        const isGiven =
          slots <= own.slots ||
          judge(wanted, [...others, own], readMachine(limits)).kind === 'admitted';
        if (isGiven) updateLease(transaction, id, { slots });
        return isGiven;
      }),
    bind: async (command) => {
      slot?.bind(command);
      await store.write((transaction) => updateLease(transaction, id, { command }));
    },
    release: async () => {
      slot?.release();
      await store.write((transaction) => {
        removeLease(transaction, id);
      });
    },
  };
}

function interrupted({ purpose, gate }: LeaseRequest): LanekeeperError {
  return new LanekeeperError(
    'interrupted',
    `"${purpose}" was stopped while it waited for ${gate}.`,
    'Start it again if it is still wanted.',
  );
}

function lost(): LanekeeperError {
  return new LanekeeperError(
    'internal',
    'A place in the queue of a gate has vanished.',
    'Start the command again.',
  );
}
