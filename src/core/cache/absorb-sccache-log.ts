import { open, truncate } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Agent } from '../agent/agent.ts';
import { listAgents } from '../agent/registry.ts';
import { parseDocument } from '../store/document.ts';
import type { Store, Transaction } from '../store/store.ts';
import { explainCompilation, forgetCompiledUnits, namesOutDir } from './compiled-units.ts';
import { type CacheCount, insertCacheCounts } from './counts.ts';
import {
  type Compilation,
  sccacheLogPath,
  SccacheLogReader,
  unfinishedSchema,
} from './sccache-log.ts';

/** A log that has been taken in whole is emptied from here on: some 10 000 compilations; bytes. */
const emptyFrom = 16 * 1024 * 1024;

/** How much is taken in at once; bytes. */
const portion = 4 * 1024 * 1024;

const positionSchema = z.object({
  /** Bytes taken in. */
  offset: z.number(),
  unfinished: unfinishedSchema,
});

type Position = z.infer<typeof positionSchema>;

const start: Position = { offset: 0, unfinished: { looking: [], compiling: [] } };

const positionRow = z.object({ document: z.string() });

interface Explained {
  readonly agent: Agent;
  readonly compilation: Compilation;
  readonly namesOutDir: boolean;
}

/**
 * Takes in what the server has logged since the last time, as hits, misses and reasons of each agent. Safe to call from
 * several processes at once: of two that read the same lines, one records them. Does nothing where there is no log.
 */
export async function absorbSccacheLog(store: Store): Promise<void> {
  const file = sccacheLogPath(path.dirname(store.file));
  for (;;) {
    const before = readPosition(store, file);
    const read = await readLines(file, before.offset);
    if (read === null) return;
    const { lines, offset, size } = read;
    const reader = new SccacheLogReader(offset < before.offset ? undefined : before.unfinished);
    const compilations = lines.flatMap((line) => reader.push(line) ?? []);
    const agents = listAgents(store);
    const explained = await Promise.all(compilations.flatMap((each) => explain(each, agents)));
    const position = { offset, unfinished: reader.unfinished };
    const isRecorded =
      lines.length > 0 &&
      (await store.write((transaction) => {
        if (readPosition(transaction, file).offset !== before.offset) return false;
        record(transaction, explained);
        writePosition(transaction, file, position);
        return true;
      }));
    if (isRecorded && offset < size) continue;
    if (isRecorded && offset >= emptyFrom) await empty(store, file, size);
    return;
  }
}

/** The agent whose folders the output goes to; none for what people build by themselves. */
function explain(compilation: Compilation, agents: readonly Agent[]): Promise<Explained>[] {
  const agent = agents.find(({ roots }) =>
    roots.some((root) => compilation.outDir.startsWith(root.path + path.sep)),
  );
  if (!agent) return [];
  const looking = compilation.outcome === 'miss' ? namesOutDir(compilation) : false;
  return [Promise.resolve(looking).then((names) => ({ agent, compilation, namesOutDir: names }))];
}

function record(transaction: Transaction, explained: readonly Explained[]): void {
  const counts = new Map<string, { hits: number; misses: number; reasons: Map<string, number> }>();
  for (const { agent, compilation, namesOutDir: names } of explained) {
    const count = counts.get(agent.id) ?? {
      hits: 0,
      misses: 0,
      reasons: new Map<string, number>(),
    };
    counts.set(agent.id, count);
    if (compilation.outcome === 'hit') count.hits += 1;
    if (compilation.outcome === 'miss') count.misses += 1;
    const reason = explainCompilation(transaction, compilation, agent, names);
    if (reason !== null) count.reasons.set(reason, (count.reasons.get(reason) ?? 0) + 1);
  }
  for (const [agent, { hits, misses, reasons }] of counts) {
    const list = [...reasons].map(([reason, count]) => ({ reason, count }));
    const count: CacheCount = { cache: 'sccache', hits, misses, reasons: list };
    insertCacheCounts(transaction, agent, [count]);
  }
  forgetCompiledUnits(transaction);
}

/** Whole lines from `offset` on, from the beginning if the file has become shorter; null if there is no file. */
async function readLines(
  file: string,
  offset: number,
): Promise<{ lines: string[]; offset: number; size: number } | null> {
  const handle = await open(file, 'r').catch(() => null);
  if (handle === null) return null;
  try {
    const { size } = await handle.stat();
    const from = size < offset ? 0 : offset;
    const buffer = Buffer.alloc(Math.min(portion, size - from));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, from);
    const whole = buffer.subarray(0, buffer.lastIndexOf(0x0a, bytesRead) + 1);
    // A line that fills a whole portion is none of the server's: it is passed over.
    const taken = whole.length === 0 && bytesRead === portion ? bytesRead : whole.length;
    const lines = whole.toString('utf8').split('\n').slice(0, -1);
    return { lines, offset: from + taken, size };
  } finally {
    await handle.close();
  }
}

/** The server appends (O_APPEND), so that it goes on at the new end. What it writes in this moment goes uncounted. */
async function empty(store: Store, file: string, size: number): Promise<void> {
  const isWhole = await store.write((transaction) => {
    if (readPosition(transaction, file).offset !== size) return false;
    writePosition(transaction, file, start);
    return true;
  });
  if (isWhole) await truncate(file, 0);
}

function readPosition(store: Pick<Store, 'get'>, file: string): Position {
  const row = store.get('SELECT document FROM log_positions WHERE file = ?', file);
  if (row === undefined) return start;
  return parseDocument(positionSchema, positionRow.parse(row).document, `position in "${file}"`);
}

function writePosition(transaction: Transaction, file: string, position: Position): void {
  transaction.run(
    'INSERT OR REPLACE INTO log_positions (file, document) VALUES (?, ?)',
    file,
    JSON.stringify(position),
  );
}
