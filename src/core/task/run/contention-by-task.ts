import type { Contention } from '../../contention/contention.ts';
import { listOpenContention } from '../../contention/registry.ts';
import type { Store } from '../../store/store.ts';
import { readTaskMarker } from './task-marker.ts';

/** What processes of tasks wait for at this moment, by the claim that each was started under. */
export function contentionByTask(store: Pick<Store, 'all'>): Map<string, Contention[]> {
  const found = new Map<string, Contention[]>();
  for (const contention of listOpenContention(store)) {
    const uid = contention.waiter && readTaskMarker(contention.waiter.pid);
    if (uid) found.set(uid, [...(found.get(uid) ?? []), contention]);
  }
  return found;
}
