import picomatch from 'picomatch';

/** A glob cut where its first wildcard stands, so that only what can match is looked at. */
export interface Glob {
  /** The folder, or the one file, before the first wildcard; '' is the root. */
  readonly base: string;
  /** What a path below `base` must match; null where there is no wildcard: the file itself, or all below the folder. */
  readonly matches: ((below: string) => boolean) | null;
  /** Whether what is in folders below `base` can match. */
  readonly isDeep: boolean;
}

const wildcard = /[*?[\]{}()!+@\\]/;

/** By what follows the fixed part: hundreds of packages end in the same few, and each costs 50 µs to compile. */
const matchers = new Map<string, (below: string) => boolean>();
const maxMatchers = 1000;

export function parseGlob(glob: string): Glob {
  const segments = glob.split('/').filter((segment) => segment !== '' && segment !== '.');
  const first = segments.findIndex((segment) => wildcard.test(segment));
  if (first < 0) return { base: segments.join('/'), matches: null, isDeep: true };
  const rest = segments.slice(first);
  const last = rest.join('/');
  return {
    base: segments.slice(0, first).join('/'),
    matches: matcher(last),
    isDeep: rest.length > 1 || last.includes('**'),
  };
}

function matcher(glob: string): (below: string) => boolean {
  const known = matchers.get(glob);
  if (known) return known;
  if (matchers.size >= maxMatchers) matchers.clear();
  const compiled = glob === '**' ? () => true : picomatch(glob, { dot: true });
  matchers.set(glob, compiled);
  return compiled;
}

/** Whether one path matches, for globs that exclude. */
export function globMatches({ base, matches }: Glob, path: string): boolean {
  if (base !== '' && path !== base && !path.startsWith(`${base}/`)) return false;
  if (matches === null) return true;
  if (path === base) return false;
  return matches(base === '' ? path : path.slice(base.length + 1));
}
