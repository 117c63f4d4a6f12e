import { z } from 'zod';
import type { HitCounts } from './report.ts';

/** ccache's own list of calls that it passes on uncached (ccache src/ccache/core/statistics.cpp, FLAG_UNCACHEABLE). */
const uncacheableStatistics = [
  'autoconf_test',
  'bad_compiler_arguments',
  'bad_input_file',
  'bad_output_file',
  'called_for_link',
  'called_for_preprocessing',
  'compile_failed',
  'compiler_produced_empty_output',
  'compiler_produced_no_output',
  'compiler_produced_stdout',
  'could_not_use_modules',
  'could_not_use_precompiled_header',
  'disabled',
  'modified_input_file',
  'multiple_source_files',
  'no_input_file',
  'output_to_stdout',
  'preprocessor_error',
  'recache',
  'unsupported_code_directive',
  'unsupported_compiler_option',
  'unsupported_environment_variable',
  'unsupported_source_language',
];

const statisticsSchema = z
  .string()
  .transform((text) =>
    Object.fromEntries(
      text.split('\n').flatMap((line) => {
        const [, name, value] = /^([a-z_]+)\t(\d+)\r?$/.exec(line) ?? [];
        return name === undefined ? [] : [[name, Number(value)] as const];
      }),
    ),
  )
  .pipe(
    z
      .object({
        direct_cache_hit: z.number(),
        preprocessed_cache_hit: z.number(),
        cache_miss: z.number(),
      })
      .catchall(z.number()),
  );

export interface CcacheStats extends HitCounts {
  readonly uncacheable: Readonly<Record<string, number>>;
}

/** Reads `ccache --print-stats` (tab-separated, since 3.7); null if the text is something else. */
export function parseCcacheStats(text: string): CcacheStats | null {
  const { data } = statisticsSchema.safeParse(text);
  if (!data) return null;
  const uncacheable = uncacheableStatistics.flatMap((name) => {
    const count = data[name] ?? 0;
    return count > 0 ? [[name, count] as const] : [];
  });
  return {
    hits: data.direct_cache_hit + data.preprocessed_cache_hit,
    misses: data.cache_miss,
    uncacheable: Object.fromEntries(uncacheable),
  };
}
