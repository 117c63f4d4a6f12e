/** How often braces may multiply a glob; what has more counts as matching everything. */
const longestExpansion = 256;

/**
 * Whether some path is matched by both globs. Exact for literals, `*`, `?`, `**` and braces; a class in brackets counts
 * as any one letter, so that two may be said to overlap that do not, and never the other way round.
 */
export function globsOverlap(a: string, b: string): boolean {
  return expand(a).some((one) => expand(b).some((other) => segmentsOverlap(one, other)));
}

/** Whether a glob, or a segment of one, may stand for more than one name. */
export function hasWildcard(glob: string): boolean {
  return /[*?[{]/.test(glob);
}

/** The folders that all of a glob's matches lie in: its segments before the first with a wildcard. */
export function literalPrefix(glob: string): string[] {
  const segments = glob.split('/');
  const wild = segments.findIndex(hasWildcard);
  return wild === -1 ? segments : segments.slice(0, wild);
}

/** Whether every path that `inner` matches is matched by `outer`; true only where that is certain. */
export function globCovers(outer: string, inner: string): boolean {
  if (outer === inner) return true;
  const below = /^(.*?)(?:\/|^)\*\*(?:\/\*)?$/.exec(outer)?.[1];
  if (below !== undefined && !hasWildcard(below)) {
    const folder = below === '' ? [] : below.split('/');
    const prefix = literalPrefix(inner);
    const isBelow = inner.split('/').length > folder.length;
    if (isBelow && folder.every((name, at) => name === prefix[at])) return true;
  }
  // What lies in a folder, and not the folder itself.
  const inside = outer.replace(/\/\*\*$/, '/**/*');
  return !hasWildcard(inner) && globsOverlap(inside, inner);
}

function segmentsOverlap(a: readonly string[], b: readonly string[]): boolean {
  return canMeet(a, b, '**', namesOverlap);
}

function namesOverlap(a: string, b: string): boolean {
  if (!/[*?]/.test(a + b)) return a === b;
  return canMeet(
    Array.from(a),
    Array.from(b),
    '*',
    (one, other) => [one, other].includes('?') || one === other,
  );
}

/**
 * Whether two rows of parts can stand for the same thing, where `many` stands for any number of parts. Filled from the
 * ends on, row by row, as an edit distance is.
 */
function canMeet(
  a: readonly string[],
  b: readonly string[],
  many: string,
  isAlike: (one: string, other: string) => boolean,
): boolean {
  const mayBeEmpty = (parts: readonly string[], from: number) =>
    parts.slice(from).every((part) => part === many);
  let below = b.map((_, at) => mayBeEmpty(b, at)).concat(true);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    const row = Array<boolean>(b.length + 1).fill(false);
    row[b.length] = mayBeEmpty(a, i);
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const one = a[i] ?? '';
      const other = b[j] ?? '';
      const both = below[j + 1] ?? false;
      row[j] =
        one === many || other === many
          ? both || (below[j] ?? false) || (row[j + 1] ?? false)
          : both && isAlike(one, other);
    }
    below = row;
  }
  return below[0] ?? true;
}

/** A glob without braces and classes, each way that it can be read, in segments. */
function expand(glob: string): string[][] {
  let ways = [glob.replaceAll(/\[[^\]/]*\]/g, '?')];
  for (;;) {
    const next = ways.flatMap((way) => {
      const [whole, inside] = /\{([^{}]*)\}/.exec(way) ?? [];
      if (whole === undefined || inside === undefined) return [way];
      return inside.split(',').map((each) => way.replace(whole, () => each));
    });
    if (next.length > longestExpansion) return [['**']];
    if (next.every((way, at) => way === ways[at]) && next.length === ways.length) break;
    ways = next;
  }
  return ways.map((way) => way.split('/').filter((segment) => segment !== '' && segment !== '.'));
}
