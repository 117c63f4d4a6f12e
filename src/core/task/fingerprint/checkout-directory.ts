import { hash as hashOf } from 'node:crypto';
import path from 'node:path';
import type { Location } from '../../location.ts';

/** Where what is known of one checkout's tasks is kept; absolute. */
export function checkoutDirectory(location: Pick<Location, 'tasks'>, checkout: string): string {
  return path.join(location.tasks, hashOf('sha256', checkout).slice(0, 16));
}
