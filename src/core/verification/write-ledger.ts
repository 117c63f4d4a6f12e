import { z } from 'zod';
import type { Agent } from '../agent/agent.ts';
import { listAgents } from '../agent/registry.ts';
import { parseDocument } from '../store/document.ts';
import type { Store, Transaction } from '../store/store.ts';
import { type Breach, cureFor } from './breach.ts';
import { insertBreach } from './breach-registry.ts';
import { type Place, placeKinds, type Territory } from './territory.ts';
import { type ObservedWrite, observedWriteSchema } from './write-source.ts';

/** A write outside its agent's own roots and the shared caches, with where it went. */
export const strayWriteSchema = observedWriteSchema.extend({ place: z.enum(placeKinds) });

export type StrayWrite = z.infer<typeof strayWriteSchema>;

const writeRow = z.object({ agent: z.string(), document: z.string() });

/** Paths kept of one agent; a program that writes everywhere must not fill the database. */
const writesKept = 500;

/** Whether a write is worth a record: what is an agent's own or in a shared cache concerns nobody else. */
export function isStray({ kind }: Place): boolean {
  return kind !== 'own' && kind !== 'shared-cache';
}

/** What an agent (by uid) was seen to write outside its own roots and the shared caches, by path. */
export function listStrayWrites(store: Pick<Store, 'all'>, uid: string): StrayWrite[] {
  return store
    .all('SELECT agent, document FROM writes WHERE agent = ? ORDER BY path', uid)
    .map(parseWrite);
}

/**
 * Records writes of agents and holds them against those of all others. Returns the breaches that were not known. Only
 * what a source is certain of can make one.
 */
export function recordWrites(
  transaction: Transaction,
  territory: Territory,
  writes: readonly ObservedWrite[],
): Breach[] {
  const agents = new Map(listAgents(transaction).map((agent) => [agent.uid, agent]));
  return writes.flatMap((write) => {
    const agent = agents.get(write.agent);
    const place = territory.placeOf(write.path, write.agent);
    if (!agent || !isStray(place)) return [];
    const stray = { ...write, place: place.kind };
    insertWrite(transaction, stray);
    if (stray.confidence !== 'certain') return [];
    const owner = place.owner === null ? undefined : agents.get(place.owner);
    return owner
      ? trespass(transaction, agent, owner, stray)
      : clashes(transaction, agent, agents, stray);
  });
}

function insertWrite(transaction: Transaction, stray: StrayWrite): void {
  transaction.run(
    `INSERT INTO writes (agent, path, document) SELECT ?1, ?2, ?3
       WHERE (SELECT count(*) FROM writes WHERE agent = ?1) < ?4
     ON CONFLICT (agent, path) DO UPDATE SET document = json_set(document, '$.last', ?5)`,
    stray.agent,
    stray.path,
    JSON.stringify(stray),
    writesKept,
    stray.last,
  );
}

function trespass(
  transaction: Transaction,
  agent: Agent,
  owner: Agent,
  stray: StrayWrite,
): Breach[] {
  return compact(
    insertBreach(transaction, {
      kind: 'foreign-namespace',
      path: stray.path,
      agent: nameOf(agent),
      other: nameOf(owner),
      evidence: [stray],
      time: new Date().toISOString(),
      cure: cureFor('foreign-namespace', stray.path, agent.id, false),
    }),
  );
}

/** Agents that were never there at one time cannot get into each other's way. */
function clashes(
  transaction: Transaction,
  agent: Agent,
  agents: ReadonlyMap<string, Agent>,
  stray: StrayWrite,
): Breach[] {
  const rows = transaction.all(
    'SELECT agent, document FROM writes WHERE path = ? AND agent <> ?',
    stray.path,
    stray.agent,
  );
  return rows.map(parseWrite).flatMap((before) => {
    const other = agents.get(before.agent);
    if (!other || !liveTogether(agent, other) || before.confidence !== 'certain') return [];
    const isCheckout = stray.place === 'checkout' && before.place === 'checkout';
    return compact(
      insertBreach(transaction, {
        kind: 'two-writers',
        path: stray.path,
        agent: nameOf(agent),
        other: nameOf(other),
        evidence: [stray, before],
        time: new Date().toISOString(),
        cure: cureFor('two-writers', stray.path, agent.id, isCheckout),
      }),
    );
  });
}

function liveTogether(a: Agent, b: Agent): boolean {
  const ended = ({ endedAt }: Agent): number => (endedAt === null ? Infinity : Date.parse(endedAt));
  return Date.parse(a.createdAt) <= ended(b) && Date.parse(b.createdAt) <= ended(a);
}

function nameOf({ id, uid }: Agent): Breach['agent'] {
  return { id, uid };
}

function compact(breach: Breach | null): Breach[] {
  return breach === null ? [] : [breach];
}

function parseWrite(row: unknown): StrayWrite {
  const { agent, document } = writeRow.parse(row);
  return parseDocument(strayWriteSchema, document, `a write of agent ${agent}`);
}
