/** Why a lookup did not help. A tool's own words stand for what is not in the table. */
export interface ReasonCount {
  readonly reason: string;
  readonly count: number;
}

/**
 * What each reason means, fit to follow "12 ×". The first block are misses: the compiler ran and its result was kept. The
 * second are compilations that sccache never keeps, which are no misses.
 */
const meanings: Readonly<Record<string, string>> = {
  'first-time': 'never compiled before with these features, profile and compiler',
  'out-dir': 'its code names the agent’s own folder, OUT_DIR of its build script',
  dependency: 'a crate that it uses was itself compiled anew',
  folder: 'a member of the workspace, compiled before in another checkout only',
  sources: 'its sources have changed',
  other: 'compiled with other variables or flags, or no longer in the cache',
  incremental: 'incremental, so kept by cargo for its own agent only',
  program: 'a program or test, which is linked and never cached',
  'build-script': 'a build script, which is linked and never cached',
  'proc-macro': 'a procedural macro, which is linked and never cached',
  'crate-type': 'a kind of library that is linked and never cached',
  'not-downloaded': 'nobody had downloaded it',
  'not-prepared': 'not in the cache: downloaded or built',
  'other-inputs': 'no earlier run had the same inputs',
};

/** In words, for people: "12 × its sources have changed". */
export function reasonText({ reason, count }: ReasonCount): string {
  return `${count} × ${meanings[reason] ?? reason}`;
}

/** Most frequent first; in the order of their names where they are equally frequent. */
export function sortedReasons(reasons: readonly ReasonCount[]): ReasonCount[] {
  return [...reasons].sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
}
