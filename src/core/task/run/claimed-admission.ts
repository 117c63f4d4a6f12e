import type { ClaimOwner } from '../../claim/claim.ts';
import { listClaims } from '../../claim/claim-registry.ts';
import { conflictText, findConflicts } from '../../claim/conflict.ts';
import type { RepositoryPlace } from '../../claim/repository-key.ts';
import { readMachineLimits } from '../../resource/machine-limits.ts';
import type { Store } from '../../store/store.ts';
import { globFromRoot } from '../declaration/checkout-path.ts';
import type { TaskDeclaration } from '../declaration/declaration.ts';
import type { Admission, AdmissionVerdict, Candidate } from './admission.ts';

/** Lets tasks wait for paths that others have claimed, and asks another admission for all else. */
export class ClaimedAdmission implements Admission {
  readonly #store: Pick<Store, 'all'>;
  readonly #place: RepositoryPlace;
  readonly #owner: ClaimOwner | null;
  readonly #inner: Admission;

  /** @param owner whose own claims are in nobody's way; null for somebody outside all agents */
  constructor(
    store: Pick<Store, 'all'>,
    place: RepositoryPlace,
    owner: ClaimOwner | null,
    inner: Admission,
  ) {
    this.#store = store;
    this.#place = place;
    this.#owner = owner;
    this.#inner = inner;
  }

  async admit(candidates: readonly Candidate[]): Promise<AdmissionVerdict[]> {
    const claims = listClaims(this.#store, this.#place.repository);
    const obstacles = new Map<Candidate, string>();
    for (const candidate of claims.length === 0 ? [] : candidates) {
      const [conflict] = findConflicts(this.#intentOf(candidate.task), claims, readMachineLimits());
      if (conflict) obstacles.set(candidate, conflictText(conflict));
    }
    const free = candidates.filter((candidate) => !obstacles.has(candidate));
    const verdicts = await this.#inner.admit(free);
    const judged = new Map(free.map((candidate, at) => [candidate, verdicts[at]]));
    return candidates.map(
      (candidate) =>
        judged.get(candidate) ?? { kind: 'waits', reason: obstacles.get(candidate) ?? 'not asked' },
    );
  }

  onRoom(listener: () => void): { dispose(): void } {
    return this.#inner.onRoom(listener);
  }

  #intentOf({ inputs, outputs }: TaskDeclaration) {
    const fromTop = (globs: readonly string[] | null) =>
      (globs ?? []).map((glob) => globFromRoot(this.#place.prefix, glob));
    return {
      owner: this.#owner,
      reads: fromTop(inputs),
      writes: fromTop(outputs),
      // What the machine has is for the inner admission to say.
      needs: null,
      capabilities: null,
    };
  }
}
