import path from 'node:path';
import type { Location } from '../../location.ts';
import { checkoutDirectory } from '../fingerprint/checkout-directory.ts';
import type { Claim } from './claim.ts';

/** Where the logs of a checkout's tasks are kept, absolute. */
export function logDirectory(location: Pick<Location, 'tasks'>, checkout: string): string {
  return path.join(checkoutDirectory(location, checkout), 'log');
}

/** The log that a task writes while it runs under this claim; there is none before its first byte. */
export function taskLogPath(directory: string, { name, attempt }: Claim): string {
  const readable = name.replaceAll(/[^\w.-]+/g, '_').slice(0, 60);
  return path.join(directory, `${readable}.${String(attempt)}.log`);
}
