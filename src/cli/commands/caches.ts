import type { Command } from 'commander';
import { formatBytes } from '../../core/quantities.ts';
import { withEngine } from '../engine.ts';
import { formatRate, printJson, printLine, printTable } from '../output.ts';

export function registerCaches(program: Command): void {
  program
    .command('caches')
    .description('Show the caches that agents share: hit rate, size, place')
    .option('--json', 'print one JSON document')
    .action(async (options: { json?: true }) => {
      await withEngine(async (engine) => {
        const report = await engine.caches({ refresh: true, sizes: true });
        if (options.json) {
          printJson(report);
          return;
        }
        printTable([
          ['CACHE', 'HIT RATE', 'HITS', 'MISSES', 'SIZE', 'AT MOST', 'LOCATION'],
          ...report.caches.map((cache) => [
            cache.name,
            formatRate(cache.hitRate),
            cache.hits === null ? '–' : String(cache.hits),
            cache.misses === null ? '–' : String(cache.misses),
            cache.bytes === null ? '–' : formatBytes(cache.bytes),
            cache.limit === null ? '–' : formatBytes(cache.limit),
            cache.available ? (cache.location ?? '–') : (cache.reason ?? 'unavailable'),
          ]),
        ]);
        printLine(`overall hit rate ${formatRate(report.hitRate)}`);
      });
    });
}
