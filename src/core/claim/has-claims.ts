import type { Store } from '../store/store.ts';

/**
 * Whether any claim is recorded, be it over or not: told without loading what reads claims, which most runs of tasks
 * never need.
 */
export function hasClaims(store: Pick<Store, 'all'>): boolean {
  return store.all('SELECT 1 FROM claims LIMIT 1').length > 0;
}
