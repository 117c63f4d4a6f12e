import type { HeldGpu } from '../../resource/gpu/hold-gpu.ts';
import type { Lease } from '../../resource/pool/acquire.ts';
import type { TaskDeclaration } from '../declaration/declaration.ts';
import type { Obstacle } from './obstacle.ts';
import type { TaskEstimate } from './task-history.ts';

/** A task that could start if there were a place for it. */
export interface Candidate {
  readonly task: TaskDeclaration;
  readonly estimate: TaskEstimate;
  /** Memory that it is known to need beyond any estimate, since it was killed with less; bytes. */
  readonly memoryFloor: number;
}

/** What a task holds while it runs. */
export interface Place {
  /** At a gate of the machine; null for a task that stands at none. */
  readonly lease: Lease | null;
  /** Null for a task that needs none. */
  readonly gpu: HeldGpu | null;
  release(): void;
}

export type AdmissionVerdict =
  | { readonly kind: 'admitted'; readonly place: Place }
  /** `reason` says in words what of there is too little, `obstacle` what it is if not the gate of the task's class. */
  | { readonly kind: 'waits'; readonly reason: string; readonly obstacle?: Obstacle };

/** Decides which tasks start now. */
export interface Admission {
  /**
   * One verdict for each candidate, in the order given.
   *
   * @throws what keeps a candidate from ever having a place
   */
  admit(candidates: readonly Candidate[]): Promise<AdmissionVerdict[]>;
  /** A task that was asked for is not any more. */
  leave(name: string): void;
  /** Calls back whenever somebody else may have made room. */
  onRoom(listener: () => void): { dispose(): void };
}

/** So many processors for the tasks of one run, and nothing else. */
export class CoresAdmission implements Admission {
  readonly #cores: number;
  #taken = 0;

  constructor(cores: number) {
    this.#cores = cores;
  }

  admit(candidates: readonly Candidate[]): Promise<AdmissionVerdict[]> {
    const order = [...candidates.keys()].sort(
      (one, other) => priority(candidates[other]) - priority(candidates[one]),
    );
    const verdicts = new Map(order.map((index) => [index, this.#judge(candidates[index])]));
    return Promise.resolve(
      candidates.map((_, index) => verdicts.get(index) ?? { kind: 'waits', reason: 'unknown' }),
    );
  }

  leave(): void {
    // Who waits is asked for each time anew, and holds nothing.
  }

  onRoom(): { dispose(): void } {
    return { dispose: () => undefined };
  }

  #judge(candidate: Candidate | undefined): AdmissionVerdict {
    const cores = candidate?.task.needs.cores ?? 1;
    // One that needs more than there is runs alone.
    if (this.#taken > 0 && this.#taken + cores > this.#cores) {
      const free = String(Math.max(0, this.#cores - this.#taken));
      const reason = `needs ${String(cores)} processors, ${free} are free`;
      return { kind: 'waits', reason, obstacle: 'processors' };
    }
    this.#taken += cores;
    let isHeld = true;
    const release = () => {
      if (isHeld) this.#taken -= cores;
      isHeld = false;
    };
    return { kind: 'admitted', place: { lease: null, gpu: null, release } };
  }
}

function priority(candidate: Candidate | undefined): number {
  return candidate?.task.priority ?? 0;
}
