import type { Location } from '../../location.ts';
import type { Gpus } from '../../resource/gpu/gpus.ts';
import { type HeldGpu, holdGpu } from '../../resource/gpu/hold-gpu.ts';
import type { Admission, AdmissionVerdict, Candidate } from './admission.ts';
import { askInner } from './ask-inner.ts';

/** A task that waits for a GPU, or has one. */
interface Visitor {
  readonly abort: AbortController;
  held: HeldGpu | null;
  reason: string;
  /** Why it will never have one. */
  fault: { readonly thrown: unknown } | null;
}

export interface GpuOptions {
  readonly location: Pick<Location, 'home'>;
  readonly gpus: Gpus;
  /** Who asks, for others who wait; null outside all agents. */
  readonly agent: string | null;
  readonly onFault: (fault: unknown) => void;
}

/**
 * Gives tasks that need a GPU one of the machine's to themselves, beside everybody else who asks, and only then asks
 * another admission for all else: who has a place at a gate never waits for a GPU, so that no two wait for each other.
 */
export class GpuAdmission implements Admission {
  readonly #options: GpuOptions;
  readonly #inner: Admission;
  readonly #visitors = new Map<string, Visitor>();
  #ring: () => void = () => undefined;

  constructor(options: GpuOptions, inner: Admission) {
    this.#options = options;
    this.#inner = inner;
  }

  admit(candidates: readonly Candidate[]): Promise<AdmissionVerdict[]> {
    return askInner(
      this.#inner,
      candidates,
      (candidate) => {
        const reason = this.#obstacleOf(candidate);
        return reason === null ? null : { kind: 'waits', reason, obstacle: 'gpu' };
      },
      (candidate, verdict) => this.#withGpu(candidate, verdict),
    );
  }

  leave(name: string): void {
    const visitor = this.#visitors.get(name);
    if (visitor) this.#remove(name, visitor);
    this.#inner.leave(name);
  }

  /** Lasts as long as the run does; then whoever still waits leaves. */
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

  /** Why a task has no GPU yet; null when it has one, or needs none. */
  #obstacleOf({ task: { name, needs } }: Candidate): string | null {
    if (!needs.gpu) return null;
    const known = this.#visitors.get(name);
    if (known?.fault) {
      this.#remove(name, known);
      throw known.fault.thrown;
    }
    if (known) return known.held ? null : known.reason;
    // As many of a run as there are GPUs: each who waits is a process.
    if (this.#visitors.size >= this.#options.gpus.count) return 'GPU: others of this run are next';
    const reason = 'asks for a GPU';
    const visitor: Visitor = { abort: new AbortController(), held: null, reason, fault: null };
    this.#visitors.set(name, visitor);
    this.#askFor(visitor).catch(this.#options.onFault);
    return visitor.reason;
  }

  async #askFor(visitor: Visitor): Promise<void> {
    const { location, gpus, agent } = this.#options;
    try {
      const held = await holdGpu({
        ...{ location, gpus, agent },
        signal: visitor.abort.signal,
        onWait: (reason) => {
          visitor.reason = reason;
          this.#ring();
        },
      });
      // It may have left in the very moment that it got one.
      if (visitor.abort.signal.aborted) held.release();
      else visitor.held = held;
    } catch (thrown) {
      if (visitor.abort.signal.aborted) throw thrown;
      visitor.fault = { thrown };
    } finally {
      this.#ring();
    }
  }

  /** A task that was let through by all has its GPU as long as its place. */
  #withGpu({ task }: Candidate, verdict: AdmissionVerdict): AdmissionVerdict {
    const gpu = this.#visitors.get(task.name)?.held;
    if (verdict.kind !== 'admitted' || !gpu) return verdict;
    this.#visitors.delete(task.name);
    const { place } = verdict;
    const release = () => {
      place.release();
      gpu.release();
      this.#ring();
    };
    return { kind: 'admitted', place: { ...place, gpu, release } };
  }

  #remove(name: string, { abort, held }: Visitor): void {
    this.#visitors.delete(name);
    abort.abort();
    held?.release();
  }
}
