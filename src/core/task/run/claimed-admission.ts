import type { ClaimOwner } from '../../claim/claim.ts';
import type { Intent } from '../../claim/conflict.ts';
import { hasClaims } from '../../claim/has-claims.ts';
import type { RepositoryPlace } from '../../claim/repository-key.ts';
import { readMachineLimits } from '../../resource/machine-limits.ts';
import type { Store } from '../../store/store.ts';
import { globFromRoot } from '../declaration/checkout-path.ts';
import type { TaskDeclaration } from '../declaration/declaration.ts';
import type { Admission, AdmissionVerdict, Candidate } from './admission.ts';
import { askInner } from './ask-inner.ts';

/** Lets tasks wait for paths that others have claimed, and asks another admission for all else. */
export class ClaimedAdmission implements Admission {
  readonly #store: Pick<Store, 'all'>;
  readonly #findPlace: () => Promise<RepositoryPlace>;
  readonly #owner: ClaimOwner | null;
  readonly #inner: Admission;
  #place: Promise<RepositoryPlace> | null = null;

  /**
   * @param findPlace where the checkout stands in its repository; asked only where anything is claimed
   * @param owner whose own claims are in nobody's way; null for somebody outside all agents
   */
  constructor(
    store: Pick<Store, 'all'>,
    findPlace: () => Promise<RepositoryPlace>,
    owner: ClaimOwner | null,
    inner: Admission,
  ) {
    this.#store = store;
    this.#findPlace = findPlace;
    this.#owner = owner;
    this.#inner = inner;
  }

  async admit(candidates: readonly Candidate[]): Promise<AdmissionVerdict[]> {
    if (!hasClaims(this.#store)) return this.#inner.admit(candidates);
    const [{ listClaims }, { conflictText, findConflicts }] = await Promise.all([
      import('../../claim/claim-registry.ts'),
      import('../../claim/conflict.ts'),
    ]);
    const place = await (this.#place ??= this.#findPlace());
    const claims = listClaims(this.#store, place.repository);
    return askInner(this.#inner, candidates, ({ task }) => {
      const [conflict] = findConflicts(this.#intentOf(task, place), claims, readMachineLimits());
      return conflict ? { kind: 'waits', reason: conflictText(conflict), obstacle: 'claim' } : null;
    });
  }

  leave(name: string): void {
    this.#inner.leave(name);
  }

  onRoom(listener: () => void): { dispose(): void } {
    return this.#inner.onRoom(listener);
  }

  #intentOf({ inputs, outputs }: TaskDeclaration, { prefix }: RepositoryPlace): Intent {
    const fromTop = (globs: readonly string[] | null) =>
      (globs ?? []).map((glob) => globFromRoot(prefix, glob));
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
