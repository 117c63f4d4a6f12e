import type { Command } from 'commander';
import { reasonText } from '../../core/cache/miss-reasons.ts';
import type { CachesReport } from '../../core/cache/report.ts';
import { formatBytes } from '../../core/quantities.ts';
import { withEngine } from '../engine.ts';
import { formatRate, printJson, printLine, printTable } from '../output.ts';
import { withProgress } from '../progress.ts';

export function registerCaches(program: Command): void {
  program
    .command('caches')
    .description('Show the caches that agents share: hit rate, size, place')
    .option('--json', 'print one JSON document')
    .action(async (options: { json?: true }) => {
      await withEngine(async (engine) => {
        const report = await withProgress(
          'Looking at the caches …',
          engine.caches({ refresh: true, sizes: true, workspace: process.cwd() }),
        );
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
        printReasons(report);
        printLine(`overall hit rate ${formatRate(report.hitRate)}`);
      });
    });
}

/** Who hit and missed how often, and why lookups did not help, below the caches' own table. */
function printReasons({ caches }: CachesReport): void {
  for (const { name, agents, reasons } of caches) {
    if (agents.length === 0) continue;
    printLine('');
    printTable([
      [name.toUpperCase(), 'HIT RATE', 'HITS', 'MISSES'],
      ...agents.map(({ agent, hitRate, hits, misses }) => [
        agent,
        formatRate(hitRate),
        String(hits),
        String(misses),
      ]),
    ]);
    for (const each of reasons) printLine(`  ${reasonText(each)}`);
  }
  printLine('');
}
