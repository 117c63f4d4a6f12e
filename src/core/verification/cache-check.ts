import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { parseDocument } from '../store/document.ts';
import type { Store, Transaction } from '../store/store.ts';
import type { SharedStore } from './shared-stores.ts';

/** What became of the shared caches over one clean-up. */
export const cacheCheckSchema = z.object({
  /** The id of the cleaned agent, and when; ISO 8601 UTC. */
  agent: z.string(),
  time: z.string(),
  caches: z.array(
    z.object({
      name: z.string(),
      path: z.string(),
      /** Entries, in its two upper levels, that were there before. */
      entries: z.number().int(),
      /** Those of them that were gone after, at most ten. */
      missing: z.array(z.string()),
    }),
  ),
});

export type CacheCheck = z.infer<typeof cacheCheckSchema>;

const checksKept = 100;
const missingKept = 10;
const namesKept = 20_000;

type Listing = ReadonlyMap<SharedStore, readonly string[]>;

/** What lies in the two upper levels of each cache. A cache that does not exist has no entry. */
export async function listCaches(stores: readonly SharedStore[]): Promise<Listing> {
  const listed = await Promise.all(
    stores
      .filter(({ isCache }) => isCache)
      .map(async (store) => [store, await upperLevels(store.path)] as const),
  );
  return new Map(listed.flatMap(([store, names]) => (names === null ? [] : [[store, names]])));
}

async function upperLevels(directory: string): Promise<string[] | null> {
  const top = await readdir(directory, { withFileTypes: true }).catch(() => null);
  if (top === null) return null;
  const names: string[] = [];
  for (const entry of top.filter(({ name }) => isLasting(name))) {
    if (names.length >= namesKept) break;
    names.push(entry.name);
    if (!entry.isDirectory()) continue;
    const inside = await readdir(path.join(directory, entry.name)).catch(() => []);
    names.push(...inside.filter(isLasting).map((name) => path.join(entry.name, name)));
  }
  return names.slice(0, namesKept);
}

/** Tools write a file under a passing name first; npm drops all but its last logs (`logs-max`, npm-config(7)). */
function isLasting(name: string): boolean {
  return !/^\.?te?mp|\.te?mp$|\.lock$|^_logs$/i.test(name);
}

/** Holds what lay in the caches against what lies there now. */
export async function compareCaches(agent: string, before: Listing): Promise<CacheCheck> {
  const caches = await Promise.all(
    [...before].map(async ([{ name, path: place }, names]) => {
      const missing: string[] = [];
      for (const each of names) {
        const isThere = await stat(path.join(place, each)).then(
          () => true,
          () => false,
        );
        if (!isThere && missing.length < missingKept) missing.push(each);
      }
      return { name, path: place, entries: names.length, missing };
    }),
  );
  return { agent, time: new Date().toISOString(), caches };
}

export function insertCacheCheck(transaction: Transaction, check: CacheCheck): void {
  const id = Number(
    transaction.run('INSERT INTO cache_checks (document) VALUES (?)', JSON.stringify(check)),
  );
  transaction.run('DELETE FROM cache_checks WHERE id <= ?', id - checksKept);
}

/** Of the latest clean-ups, latest first. */
export function listCacheChecks(store: Pick<Store, 'all'>): CacheCheck[] {
  return store.all('SELECT document FROM cache_checks ORDER BY id DESC').map((row) => {
    const { document } = z.object({ document: z.string() }).parse(row);
    return parseDocument(cacheCheckSchema, document, 'a check of the caches');
  });
}
