import { z } from 'zod';
import { jsonText } from './json.ts';

const count = z.number().int().nonnegative();
const byLanguage = z.object({ counts: z.record(z.string(), count) });

/** Of `sccache --show-stats --stats-format=json`, what versions 0.4 to 0.17 have in common. */
const statsSchema = jsonText.pipe(
  z.object({
    stats: z.object({
      cache_hits: byLanguage,
      cache_misses: byLanguage,
      not_cached: z.record(z.string(), count),
    }),
    cache_location: z.string(),
    // Null for a remote store.
    max_cache_size: count.nullish(),
    // Since 0.8.
    version: z.string().nullish(),
  }),
);

/** The counters of one server since it started; `directory` is null for a remote store. */
export interface SccacheStats {
  readonly hits: number;
  readonly misses: number;
  readonly uncacheable: Readonly<Record<string, number>>;
  readonly location: string;
  readonly directory: string | null;
  /** How large the server lets the cache grow, in bytes; null where it does not say. */
  readonly limit: number | null;
  /** Of the server, null where it does not say: the client may be another. */
  readonly version: string | null;
}

/** Null if the text is not sccache's statistics. */
export function parseSccacheStats(text: string): SccacheStats | null {
  const { data } = statsSchema.safeParse(text);
  if (!data) return null;
  const directory = localDirectory(data.cache_location);
  return {
    hits: sum(data.stats.cache_hits.counts),
    misses: sum(data.stats.cache_misses.counts),
    uncacheable: data.stats.not_cached,
    location: directory ?? data.cache_location,
    directory,
    limit: data.max_cache_size ?? null,
    version: data.version ?? null,
  };
}

/** `Local disk: "/home/me/.cache/sccache"`: a path as Rust's Debug writes it, whose common escapes are JSON's. */
function localDirectory(location: string): string | null {
  const quoted = /^Local disk: (".*")$/.exec(location)?.[1];
  return jsonText.pipe(z.string()).safeParse(quoted).data ?? null;
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, each) => total + each, 0);
}
