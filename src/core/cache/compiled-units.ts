import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Transaction } from '../store/store.ts';
import type { Compilation, CompileRequest } from './sccache-log.ts';

/** The agent that a compilation was for. */
export interface Compiler {
  readonly uid: string;
  /** Its checkout, absolute. */
  readonly path: string;
}

/** Reasons with which a crate is compiled anew although it has been compiled before. */
const anew: ReadonlySet<string> = new Set(['out-dir', 'dependency', 'folder', 'sources', 'other']);

const earlierRow = z.object({ agent: z.string(), path: z.string() });

/** Older ones are forgotten; ms. */
const kept = 30 * 24 * 3600 * 1000;

/**
 * Why a compilation was no hit, null for a hit, from what is remembered of earlier ones; then remembers this one. sccache
 * tells no reason: these are the parts of its key that differ between agents (src/compiler/rust.rs), each seen for itself.
 *
 * @param namesOutDir whether the compiled code depends on OUT_DIR, see `namesOutDir`
 */
export function explainCompilation(
  transaction: Transaction,
  compilation: Compilation,
  compiler: Compiler,
  namesOutDir: boolean,
): string | null {
  const { unit, outcome } = compilation;
  if (outcome === 'uncacheable') return compilation.reason;
  const reason =
    outcome === 'hit' ? null : missReason(transaction, compilation, compiler, namesOutDir);
  transaction.run(
    'INSERT OR REPLACE INTO compiled_units (unit, agent, path, anew, time) VALUES (?, ?, ?, ?, ?)',
    unit,
    compiler.uid,
    compiler.path,
    reason !== null && anew.has(reason) ? 1 : 0,
    Date.now(),
  );
  return reason;
}

export function forgetCompiledUnits(transaction: Transaction): void {
  transaction.run('DELETE FROM compiled_units WHERE time < ?', Date.now() - kept);
}

function missReason(
  transaction: Transaction,
  request: CompileRequest,
  { uid, path: checkout }: Compiler,
  namesOutDir: boolean,
): string {
  const earlier = transaction
    .all('SELECT agent, path FROM compiled_units WHERE unit = ?', request.unit)
    .map((row) => earlierRow.parse(row));
  if (earlier.length === 0) return 'first-time';
  const isOwn = earlier.some(({ agent }) => agent === uid);
  if (namesOutDir && !isOwn) return 'out-dir';
  const changed = request.uses.some((unit) =>
    transaction.get(
      'SELECT 1 FROM compiled_units WHERE unit = ? AND agent = ? AND anew = 1',
      unit,
      uid,
    ),
  );
  if (changed) return 'dependency';
  // Crates of a registry have absolute paths and never change.
  if (path.isAbsolute(request.source)) return 'other';
  const isHere = isOwn || earlier.some((each) => each.path === checkout);
  return isHere ? 'sources' : 'folder';
}

/**
 * Whether the code takes in OUT_DIR, by the compiler's own account of it: `# env-dep:` in its dep-info file
 * (rustc_interface/src/passes.rs `write_out_deps`). False where the file is gone.
 */
export async function namesOutDir({ outDir, unit }: CompileRequest): Promise<boolean> {
  const text = await readFile(path.join(outDir, `${unit}.d`), 'utf8').catch(() => '');
  return /^# env-dep:OUT_DIR=/m.test(text);
}
