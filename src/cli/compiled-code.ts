import { existsSync, rmSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import path from 'node:path';
import { locate } from '../core/location.ts';

/**
 * Has Node.js keep what it compiled of this program for the next start, which takes a tenth off most commands
 * (https://nodejs.org/api/module.html#module-compile-cache). Only below a state directory that there is: nobody else may
 * write to that, and so put code in. What other versions left goes with the first start of this one.
 */
export function keepCompiledCode(): void {
  const { home, compiled } = locate(process.env);
  if (!existsSync(home)) return;
  const own = path.join(compiled, lanekeeperVersion);
  try {
    if (!existsSync(own)) rmSync(compiled, { recursive: true, force: true });
  } catch {
    // What cannot be deleted takes space and does no harm; each command tells of a directory that it cannot write to.
  }
  enableCompileCache(own);
}
