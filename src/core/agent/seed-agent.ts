import type { EcosystemName, Project } from '../environment/ecosystem.ts';
import type { NamespaceExplanation } from '../namespace/compute.ts';
import { currentIdentity } from '../process/identity.ts';
import { describeSeed } from '../seed/describe.ts';
import { type SeedReport, seedNamespace } from '../seed/seed.ts';
import { insertTask, updateTask } from '../task/registry.ts';
import type { Task } from '../task/task.ts';
import type { Agent } from './agent.ts';
import type { EngineContext } from './context.ts';
import { namespaceRoot } from './namespace-root.ts';
import { Neighbours, toCandidates } from './seed-candidates.ts';
import type { SpawnRequest } from './spawn.ts';
import { openOutput } from './task-run.ts';

export interface SeedOptions extends Pick<SpawnRequest, 'signal' | 'onProgress'> {
  readonly explanation: NamespaceExplanation;
  readonly ecosystems: readonly EcosystemName[];
  readonly projects: readonly Project[];
}

/**
 * Starts a furnished agent from the warmest namespace of its repository. Told as a task and in its log: from whom, how
 * much and how long, or why it starts cold.
 */
export async function seedAgent(
  context: EngineContext,
  agent: Agent,
  options: SeedOptions,
): Promise<SeedReport[]> {
  const { store } = context;
  const { explanation, projects, signal, onProgress } = options;
  const ecosystems =
    options.ecosystems.length > 0
      ? options.ecosystems
      : [...new Set(projects.map(({ ecosystem }) => ecosystem))];
  const { environment } = context;
  const neighbours = await new Neighbours(store, agent, environment).list();
  const candidates = await toCandidates(store, neighbours);
  // The first agent of a repository has nobody to be seeded from, and need not be told so.
  if (candidates.length === 0 || ecosystems.length === 0) return [];
  const task = await store.write((transaction) => insertTask(transaction, seedTask(agent)));
  onProgress?.('Looking for a warm namespace');
  try {
    const reports = await seedNamespace({
      root: namespaceRoot(agent),
      environment: agent.environment,
      checkout: agent.path,
      explanation,
      ecosystems,
      projects,
      candidates,
      signal,
      onProgress: copyProgress(onProgress),
    });
    await tell(context, agent, task, reports);
    return reports;
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : String(fault);
    await store.write((transaction) =>
      updateTask(transaction, task.id, {
        status: signal?.aborted ? 'stopped' : 'failed',
        reason: signal?.aborted ? 'Stopped on request.' : `It starts cold: ${why}`,
        endedAt: new Date().toISOString(),
      }),
    );
    // A seed saves time and is needed for nothing: an agent starts without one, and its task tells why.
    if (signal?.aborted) throw fault;
    return [];
  }
}

function seedTask(agent: Agent): Omit<Task, 'id'> {
  return {
    agent: agent.id,
    origin: 'spawn',
    name: 'Seed the namespace',
    command: ['seed', agent.namespace],
    directory: agent.path,
    class: 'io',
    lock: null,
    unlessExists: null,
    stage: 'seed',
    status: 'running',
    reason: null,
    process: currentIdentity(),
    exitCode: null,
    startedAt: new Date().toISOString(),
    endedAt: null,
  };
}

async function tell(
  { store, environment }: EngineContext,
  agent: Agent,
  task: Task,
  reports: readonly SeedReport[],
): Promise<void> {
  const lines = reports.map(describeSeed);
  const faults: unknown[] = [];
  const output = openOutput(store, agent, { environment, onFault: (fault) => faults.push(fault) });
  for (const line of lines) await output.announce(line);
  await output.close();
  await store.write((transaction) =>
    updateTask(transaction, task.id, {
      status: 'done',
      reason: lines.join(' '),
      exitCode: 0,
      endedAt: new Date().toISOString(),
    }),
  );
  if (faults.length > 0) throw faults[0];
}

/** A message for each tenth that is copied. */
export function copyProgress(
  onProgress: SpawnRequest['onProgress'],
): (part: string, bytes: number, total: number) => void {
  let told = '';
  return (part, bytes, total) => {
    const message = `Copying ${part}: ${String(Math.floor((bytes / total) * 10) * 10)} %`;
    if (message !== told) onProgress?.(message);
    told = message;
  };
}
