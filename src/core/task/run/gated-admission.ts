import { toLanekeeperError } from '../../error.ts';
import { classGates, type GateName } from '../../resource/gates.ts';
import { acquireLease, type Lease, type PoolContext } from '../../resource/pool/acquire.ts';
import { ageingMs as gateAgeingMs } from '../../resource/pool/admission.ts';
import { monotonicNow } from '../../resource/pool/lease.ts';
import { defaultPriority } from '../declaration/declaration.ts';
import { ageingMs as taskAgeingMs } from '../scheduler/order.ts';
import type { Admission, AdmissionVerdict, Candidate, Place } from './admission.ts';
import { askInner } from './ask-inner.ts';

/** A task that stands at a gate of the machine, or is through. */
interface Visitor {
  readonly gate: GateName;
  /** When it came, by `monotonicNow`. */
  readonly since: number;
  /** Of its task, when it came. */
  readonly priority: number;
  readonly abort: AbortController;
  lease: Lease | null;
  reason: string;
  /** Why it will never be through. */
  fault: { readonly thrown: unknown } | null;
}

export interface GatedOptions {
  readonly pool: PoolContext;
  /** Who asks, for others who wait; null outside all agents. */
  readonly agent: string | null;
  /** Absolute. */
  readonly checkout: string;
  readonly onFault: (fault: unknown) => void;
}

/**
 * Lets tasks of a class through the gates of the machine, beside everything else that runs on it, and asks another
 * admission for all else. At each gate stand at most as many as it ever lets through, so that a graph of thousands is
 * no queue of thousands.
 */
export class GatedAdmission implements Admission {
  readonly #options: GatedOptions;
  readonly #inner: Admission;
  readonly #visitors = new Map<string, Visitor>();
  #ring: () => void = () => undefined;

  constructor(options: GatedOptions, inner: Admission) {
    this.#options = options;
    this.#inner = inner;
  }

  admit(candidates: readonly Candidate[]): Promise<AdmissionVerdict[]> {
    return askInner(
      this.#inner,
      candidates,
      (candidate) => {
        const reason = this.#obstacleOf(candidate);
        return reason === null ? null : { kind: 'waits', reason };
      },
      (candidate, verdict) => this.#withLease(candidate, verdict),
    );
  }

  leave(name: string): void {
    const visitor = this.#visitors.get(name);
    if (visitor) this.#remove(name, visitor);
    this.#inner.leave(name);
  }

  /** Lasts as long as the run does; then whoever still stands at a gate leaves it. */
  onRoom(listener: () => void): { dispose(): void } {
    this.#ring = listener;
    const inner = this.#inner.onRoom(listener);
    return {
      dispose: () => {
        inner.dispose();
        for (const [name, visitor] of this.#visitors) this.#remove(name, visitor);
      },
    };
  }

  /** Why a task is not through its gate; null when it is, or has none. */
  #obstacleOf(candidate: Candidate): string | null {
    const { task } = candidate;
    if (task.class === null) return null;
    const { name, priority } = task;
    const known = this.#visitors.get(name);
    if (known?.lease) return null;
    if (known?.fault) {
      this.#remove(name, known);
      throw known.fault.thrown;
    }
    if (known && known.priority >= priority) return known.reason;
    const gate = classGates[task.class];
    if (known) this.#remove(name, known);
    else if (!this.#hasRoom(gate, priority)) return `${gate}: others of this run are next`;
    const since = known?.since ?? monotonicNow();
    const reason = `asks for ${gate}`;
    const abort = new AbortController();
    const visitor = { gate, since, priority, abort, lease: null, reason, fault: null };
    this.#visitors.set(name, visitor);
    this.#askFor(candidate, visitor).catch(this.#options.onFault);
    return reason;
  }

  /** Whether one more may stand at a gate; one of lower priority that waits there makes way. */
  #hasRoom(gate: GateName, priority: number): boolean {
    const standing = [...this.#visitors].filter(([, visitor]) => visitor.gate === gate);
    if (standing.length < this.#options.pool.limits[gate]) return true;
    const [last] = standing
      .filter(([, visitor]) => visitor.lease === null && visitor.priority < priority)
      .sort(([, one], [, other]) => one.priority - other.priority || other.since - one.since);
    if (last) this.#remove(...last);
    return last !== undefined;
  }

  async #askFor({ task, estimate, memoryFloor }: Candidate, visitor: Visitor): Promise<void> {
    const { pool, agent, checkout } = this.#options;
    const expected = Math.max(memoryFloor, task.needs.memoryBytes ?? 0, estimate.peakBytes ?? 0);
    try {
      const lease = await acquireLease(
        pool,
        {
          ...{ gate: visitor.gate, agent, directory: checkout, purpose: `task ${task.name}` },
          memoryBytes: expected === 0 ? null : expected,
          priority: gatePriority(visitor.priority),
          since: visitor.since,
        },
        {
          signal: visitor.abort.signal,
          onWait: (reason) => {
            visitor.reason = reason;
          },
        },
      );
      // It may have left in the very moment that it was let through.
      if (visitor.abort.signal.aborted) await lease.release();
      else visitor.lease = lease;
    } catch (thrown) {
      if (!visitor.abort.signal.aborted) visitor.fault = { thrown };
      else if (toLanekeeperError(thrown).code !== 'interrupted') throw thrown;
    } finally {
      this.#ring();
    }
  }

  /** A task that was let through by all holds its lease as long as its place. */
  #withLease({ task }: Candidate, verdict: AdmissionVerdict): AdmissionVerdict {
    const lease = this.#visitors.get(task.name)?.lease;
    if (verdict.kind !== 'admitted' || !lease) return verdict;
    this.#visitors.delete(task.name);
    return { kind: 'admitted', place: this.#holding(lease, verdict.place) };
  }

  #holding(lease: Lease, place: Place): Place {
    return {
      ...place,
      lease,
      release: () => {
        place.release();
        lease.release().catch(this.#options.onFault);
      },
    };
  }

  #remove(name: string, { abort, lease }: Visitor): void {
    this.#visitors.delete(name);
    abort.abort();
    lease?.release().catch(this.#options.onFault);
  }
}

/** A point of a task's priority counts as much waiting at a gate as among the tasks of its run. */
function gatePriority(priority: number): number {
  return ((priority - defaultPriority) * taskAgeingMs) / gateAgeingMs;
}
