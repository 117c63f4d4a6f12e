import { z } from 'zod';
import type { EngineContext } from '../agent/context.ts';
import type { Disposable } from '../disposable.ts';
import { absorbSccacheLog } from './absorb-sccache-log.ts';
import { probeCaches } from './caches.ts';
import { sumCacheCounts } from './counts.ts';
import type { CachesReport } from './report.ts';
import { DirectorySizes } from './size.ts';
import { ToolAnswers } from './tool-answers.ts';
import { homeDirectory } from './user-directory.ts';
import { type CacheSnapshot, forgetBefore } from './window.ts';

const snapshotRow = z.object({
  cache: z.string(),
  time: z.number(),
  hits: z.number(),
  misses: z.number(),
});

export interface ReadOptions {
  /** Ask the tools again for what seldom changes, such as where their caches lie. */
  readonly refresh?: boolean;
  /** Measure the directories as well, which may take seconds. */
  readonly sizes?: boolean;
  /** See `ProbeCachesOptions.asked`. */
  readonly asked?: 'all' | 'counters';
  /** The checkout whose turbo cache is meant, absolute; absent for none. */
  readonly workspace?: string | null;
}

/** Looks at the caches, and remembers their counters so that hits can be told of a window of time. */
export class CacheReader implements Disposable {
  readonly #context: EngineContext;
  readonly #answers: ToolAnswers;
  readonly #sizes = new DirectorySizes();
  #reading: Promise<CachesReport> | undefined;

  constructor(context: EngineContext) {
    this.#context = context;
    const { environment } = context;
    this.#answers = new ToolAnswers(environment, homeDirectory(environment));
  }

  /** Those who ask while a look is under way get that one's report, unless they want it fresh. */
  read(options: ReadOptions): Promise<CachesReport> {
    // What tells of some only is for whoever asked for that.
    if (options.asked === 'counters') return this.#read(options);
    if (this.#reading && !options.refresh) return this.#reading;
    const reading = this.#read(options).finally(() => {
      if (this.#reading === reading) this.#reading = undefined;
    });
    this.#reading = reading;
    return reading;
  }

  dispose(): void {
    this.#sizes.dispose();
  }

  async #read({
    refresh = false,
    sizes = false,
    asked = 'all',
    workspace = null,
  }: ReadOptions): Promise<CachesReport> {
    const { store, configuration, environment } = this.#context;
    const windowMinutes = configuration.cacheWindowMinutes;
    const windowMs = windowMinutes * 60_000;
    const now = Date.now();
    if (refresh) this.#answers.forget();
    await absorbSccacheLog(store);
    const { report, snapshots } = await probeCaches({
      environment,
      workspace,
      windowMinutes,
      snapshots: this.#snapshots(forgetBefore(now, windowMs)),
      observed: sumCacheCounts(store, now - windowMs),
      answers: this.#answers,
      asked,
      ...(sizes && { sizes: this.#sizes }),
    });
    if (snapshots.length > 0) {
      await store.write((transaction) => {
        for (const { cache, time, hits, misses } of snapshots) {
          transaction.run(
            'INSERT INTO cache_counters (cache, time, hits, misses) VALUES (?, ?, ?, ?)',
            cache,
            time,
            hits,
            misses,
          );
        }
        transaction.run('DELETE FROM cache_counters WHERE time < ?', forgetBefore(now, windowMs));
      });
    }
    return report;
  }

  #snapshots(since: number): CacheSnapshot[] {
    return this.#context.store
      .all('SELECT cache, time, hits, misses FROM cache_counters WHERE time >= ?', since)
      .map((row) => snapshotRow.parse(row));
  }
}
