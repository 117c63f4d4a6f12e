import { existsSync } from 'node:fs';
import path from 'node:path';
import type { SeedRelation } from '../relation.ts';

/**
 * Where bytecode of a source lies below PYTHONPYCACHEPREFIX: by its absolute path, without the drive
 * (importlib's `cache_from_source`).
 */
export function inPrefix(source: string): string {
  return path.relative(path.parse(source).root, source);
}

/**
 * Bytecode of sources that the other agent finds at the same place: those of Python itself, and of the checkout where
 * they share one. Not of what lies in an agent's namespace, nor of what is gone, as the environments that packages are
 * built in.
 */
export function bytecodeKept(
  _from: string,
  { root, isSameCheckout, folders }: SeedRelation,
): Promise<(relative: string) => boolean> {
  const left = [path.dirname(root), ...(isSameCheckout ? [] : folders)].map(inPrefix);
  const top = path.parse(root).root;
  return Promise.resolve(
    (relative) =>
      relative.endsWith('.pyc') ||
      (!left.includes(relative) && existsSync(path.join(top, relative))),
  );
}

/**
 * Bytecode of packages that were copied with their times, which is what Python knows it by; it corrects the place that
 * tracebacks name as it loads it (`_fix_co_filename`). pytest does not with what it rewrote: that would name the other
 * agent's files.
 */
export function bytecodeOfPackages(): Promise<(relative: string) => boolean> {
  return Promise.resolve((relative) => !/-pytest-[^/\\]+\.pyc$/.test(relative));
}
