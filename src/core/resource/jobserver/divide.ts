/** A command that builds at this moment. */
export interface Builder {
  readonly id: number;
  /** Tokens that its tools have. */
  readonly inUse: number;
  /** Whether its tools would take more. */
  readonly isHungry: boolean;
}

export interface Division {
  readonly limit: number;
  /** Places of commands that take no tokens. */
  readonly taken: number;
  readonly builders: readonly Builder[];
}

/**
 * How many tokens each builder may have, by id. Every builder has its implicit slot, also where there are more of them
 * than places. What is left is dealt out one by one, each to whoever has least of those that can use it; what nobody
 * can use is spread over all, so that a lone one has all there is at hand.
 */
export function divide({ limit, taken, builders }: Division): ReadonlyMap<number, number> {
  const parties = builders.map(({ id, inUse, isHungry }) => ({
    id,
    tokens: 0,
    wanted: isHungry ? limit : inUse,
  }));
  let left = limit - taken - builders.length;
  const deal = (wants: (party: (typeof parties)[number]) => boolean): void => {
    while (left > 0) {
      const [first, ...others] = parties.filter(wants);
      if (!first) return;
      const least = others.reduce((best, each) => (each.tokens < best.tokens ? each : best), first);
      least.tokens += 1;
      left -= 1;
    }
  };
  deal(({ tokens, wanted }) => tokens < wanted);
  deal(() => true);
  return new Map(parties.map(({ id, tokens }) => [id, tokens]));
}
