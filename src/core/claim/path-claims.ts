import type { EngineContext } from '../agent/context.ts';
import { listAgents } from '../agent/registry.ts';
import type { Claim, ClaimOwner } from './claim.ts';
import { type ClaimRequest, claimPaths, releasePaths } from './claim-paths.ts';
import { deleteClaim, listClaims } from './claim-registry.ts';
import { findOverlappingEdits, type OverlappingEdit } from './overlapping-edits.ts';
import { thisPerson } from './person.ts';
import { findRepositoryPlace } from './repository-key.ts';

/** Lets what some work does be heard while it goes on. */
export type Told = <T>(work: Promise<T>) => Promise<T>;

/** What the engine offers about claimed paths. */
export class PathClaims {
  readonly #context: EngineContext;
  readonly #told: Told;

  constructor(context: EngineContext, told: Told) {
    this.#context = context;
    this.#told = told;
  }

  /** Who claims for themselves, outside of all agents. */
  get person(): ClaimOwner {
    return thisPerson();
  }

  claim(request: ClaimRequest): Promise<Claim> {
    return this.#told(claimPaths(this.#context, request));
  }

  release(request: Pick<ClaimRequest, 'directory' | 'globs' | 'owner'>): Promise<Claim[]> {
    return this.#told(releasePaths(this.#context, request));
  }

  /** Ends one claim as `conflicts` gave it. False when it was over already. */
  end(claim: Claim): Promise<boolean> {
    const { store } = this.#context;
    return this.#told(store.write((transaction) => deleteClaim(transaction, claim)));
  }

  /** What is claimed in the repository of a folder. */
  async claims(folder: string): Promise<Claim[]> {
    const { store, environment } = this.#context;
    const { repository } = await findRepositoryPlace(folder, environment);
    return listClaims(store, repository);
  }

  /** What is claimed in the repository of a folder, and what two of its worktrees have both changed. */
  async conflicts(folder: string): Promise<{ claims: Claim[]; edits: OverlappingEdit[] }> {
    const { store, environment } = this.#context;
    return {
      claims: await this.claims(folder),
      edits: await findOverlappingEdits(folder, listAgents(store), environment),
    };
  }
}
