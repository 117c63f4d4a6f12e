import path from 'node:path';
import type { SharedStore } from './shared-stores.ts';

/**
 * Whose a path is, seen from one agent: below its `own` roots; in a `shared-cache`, which is built for several writers;
 * in its `checkout`, whose sources are its work; below the roots of a `foreign-agent`; or `elsewhere`.
 */
export const placeKinds = [
  'own',
  'shared-cache',
  'checkout',
  'foreign-agent',
  'elsewhere',
] as const;

export type PlaceKind = (typeof placeKinds)[number];

export interface Place {
  readonly kind: PlaceKind;
  /** The uid of the agent whose root it is, for `own` and `foreign-agent`. */
  readonly owner: string | null;
  /** The name of the store, for `shared-cache`. */
  readonly store: string | null;
}

/** What one agent holds; all paths absolute and real. */
export interface Holding {
  readonly uid: string;
  readonly roots: readonly string[];
  /** Directories and files that are its checkout, also where others share it. */
  readonly checkout: readonly string[];
}

interface Claim {
  owner?: string;
  store?: string;
  readonly sharers: Set<string>;
}

/** Tells for every path whose it is. The deepest directory that anybody holds decides. */
export class Territory {
  readonly #claims = new Map<string, Claim>();

  constructor(holdings: readonly Holding[], stores: readonly SharedStore[]) {
    for (const { name, path: place } of stores) this.#claim(place).store = name;
    for (const { uid, roots, checkout } of holdings) {
      for (const place of checkout) this.#claim(place).sharers.add(uid);
      for (const root of roots) this.#claim(root).owner = uid;
    }
  }

  /** `file` absolute and real, as the kernel tells it. */
  placeOf(file: string, uid: string): Place {
    for (let at = file; ; at = path.dirname(at)) {
      const claim = this.#claims.get(at);
      if (claim?.owner !== undefined) {
        const kind = claim.owner === uid ? 'own' : 'foreign-agent';
        return { kind, owner: claim.owner, store: null };
      }
      if (claim?.sharers.has(uid)) return { kind: 'checkout', owner: null, store: null };
      if (claim?.store !== undefined) {
        return { kind: 'shared-cache', owner: null, store: claim.store };
      }
      if (path.dirname(at) === at) return { kind: 'elsewhere', owner: null, store: null };
    }
  }

  #claim(place: string): Claim {
    const known = this.#claims.get(place);
    if (known) return known;
    const claim: Claim = { sharers: new Set() };
    this.#claims.set(place, claim);
    return claim;
  }
}
