import type { SharedCacheLocation } from './shared-cache-table.ts';

/** The variables that point a tool at its shared cache; none where a file or the tool itself chose the place. */
export function exported(
  cache: SharedCacheLocation,
  names: readonly string[],
): Record<string, string> {
  if (cache.source === 'file' || cache.source === 'tool') return {};
  return Object.fromEntries(names.map((name) => [name, cache.path]));
}
