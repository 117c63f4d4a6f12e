import { z } from 'zod';
import { LanekeeperError } from '../error.ts';
import { parseDocument } from '../store/document.ts';
import type { Store, Transaction } from '../store/store.ts';
import { type Agent, agentSchema, type AgentStatus, isLive } from './agent.ts';

const agentRow = z.object({ id: z.string(), document: z.string() });

function parseAgent(row: unknown): Agent {
  const { id, document } = agentRow.parse(row);
  return parseDocument(agentSchema, document, `agent "${id}"`);
}

/** Every agent of this user, oldest first. */
export function listAgents(store: Pick<Store, 'all'>): Agent[] {
  return store
    .all('SELECT id, document FROM agents')
    .map(parseAgent)
    .sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
}

/** The agents that may have processes. */
export function listLiveAgents(store: Pick<Store, 'all'>): Agent[] {
  return store.all('SELECT id, document FROM agents WHERE live = 1').map(parseAgent);
}

export function readAgent(store: Pick<Store, 'get'>, id: string): Agent | null {
  const row = store.get('SELECT id, document FROM agents WHERE id = ?', id);
  return row === undefined ? null : parseAgent(row);
}

/**
 * Finds an agent by its id, or by its name where only one has that name.
 *
 * @throws LanekeeperError agent-not-found
 */
export function findAgent(store: Store, idOrName: string): Agent {
  const exact = readAgent(store, idOrName);
  if (exact) return exact;
  const named = listAgents(store).filter((agent) => agent.name === idOrName);
  const [only, ...others] = named;
  if (only && others.length === 0) return only;
  if (!only) throw agentNotFound(idOrName);
  throw new LanekeeperError(
    'agent-not-found',
    `${String(named.length)} agents are named "${idOrName}": ${named.map((agent) => agent.id).join(', ')}.`,
    'Name one of them by its id.',
  );
}

export function agentNotFound(idOrName: string): LanekeeperError {
  return new LanekeeperError(
    'agent-not-found',
    `There is no agent ${JSON.stringify(idOrName)}.`,
    'Run "lanekeeper list" to see the agents there are.',
  );
}

/** @throws LanekeeperError agent-id-taken */
export function insertAgent(transaction: Transaction, agent: Agent): void {
  if (transaction.get('SELECT 1 FROM agents WHERE id = ?', agent.id) !== undefined) {
    throw new LanekeeperError(
      'agent-id-taken',
      `There already is an agent "${agent.id}".`,
      `Choose another id, or free this one with "lanekeeper clean ${agent.id}".`,
    );
  }
  transaction.run(
    'INSERT INTO agents (id, uid, live, document) VALUES (?, ?, ?, ?)',
    agent.id,
    agent.uid,
    isLive(agent.status) ? 1 : 0,
    JSON.stringify(agent),
  );
  transaction.emit({ type: 'agent-spawned', agent: agent.id, name: agent.name });
}

/**
 * Applies `change` to the agent as it stands in the database and tells of it. Returns null, and does nothing, when the
 * agent is gone or its id has since been given to another one.
 */
export function updateAgent(
  transaction: Transaction,
  agent: Pick<Agent, 'id' | 'uid'>,
  change: (current: Agent) => Partial<Agent>,
): Agent | null {
  const current = readAgent(transaction, agent.id);
  if (current?.uid !== agent.uid) return null;
  const updated = { ...current, ...change(current) };
  transaction.run(
    'UPDATE agents SET live = ?, document = ? WHERE id = ?',
    isLive(updated.status) ? 1 : 0,
    JSON.stringify(updated),
    agent.id,
  );
  if (updated.status !== current.status || updated.statusReason !== current.statusReason) {
    transaction.emit({
      type: 'agent-status-changed',
      agent: agent.id,
      status: updated.status,
      reason: updated.statusReason,
      exitCode: updated.exitCode,
    });
  } else {
    transaction.emit({ type: 'agent-changed', agent: agent.id });
  }
  return updated;
}

/** The part of an agent that says how it ended. */
export function ended(
  status: Exclude<AgentStatus, 'starting' | 'running' | 'waiting' | 'idle'>,
  reason: string | null,
  exitCode: number | null,
): Partial<Agent> {
  return { status, statusReason: reason, exitCode, endedAt: new Date().toISOString() };
}

/** Forgets an agent with its tasks and contention, unless its id has since been given to another one. */
export function removeAgent(transaction: Transaction, agent: Pick<Agent, 'id' | 'uid'>): void {
  const current = readAgent(transaction, agent.id);
  if (current?.uid !== agent.uid) return;
  transaction.run('DELETE FROM samples WHERE agent = ?', agent.id);
  transaction.run('DELETE FROM agents WHERE id = ?', agent.id);
  transaction.emit({ type: 'agent-removed', agent: agent.id });
}
