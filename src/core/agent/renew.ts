import { cp } from 'node:fs/promises';
import path from 'node:path';
import { createOwnedRoot } from '../artifact/marker.ts';
import { clean } from '../artifact/clean.ts';
import type { OwnedRoot } from '../artifact/owned-root.ts';
import { sortedVariables } from '../environment/contract.ts';
import { detectProjects } from '../environment/ecosystems.ts';
import { portVariables } from '../environment/port-variables.ts';
import { inheritedEnvironment } from '../environment/inherit.ts';
import { LanekeeperError } from '../error.ts';
import { computeNamespace, type NamespaceExplanation } from '../namespace/compute.ts';
import { driftBetween } from '../namespace/drift.ts';
import { namespaceRequest, readExplanation } from '../namespace/explain.ts';
import { currentIdentity } from '../process/identity.ts';
import { type SeedReport, seedNamespace } from '../seed/seed.ts';
import { settingsSources } from '../setup/sources.ts';
import { insertTask, listTasks, updateTask } from '../task/registry.ts';
import type { Agent } from './agent.ts';
import { isInUse } from './end/clean.ts';
import type { EngineContext } from './context.ts';
import { equip } from './spawn/equip.ts';
import { memoryInUse } from './build/memory-root.ts';
import { namespaceRoot } from './namespace-root.ts';
import { noteInputs } from './spawn/note-inputs.ts';
import { needsOf } from './type/prepared.ts';
import { agentNotFound, readAgent, updateAgent } from './registry.ts';
import { copyProgress, ecosystemsOf, venvStepOf } from './supervisor/seed-agent.ts';
import { Neighbours, toCandidates } from './spawn/seed-candidates.ts';
import { supervisorGone } from './supervisor/supervisor-gone.ts';
import { planAgain } from './supervisor/task-plan.ts';

export interface RenewOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (message: string) => void;
}

/** How an agent came to the namespace that its inputs give at this moment. */
export interface Renewal {
  readonly agent: Agent;
  /** The namespace it had; the same as it has when nothing had drifted. */
  readonly before: string;
  /** What had changed, one sentence an input. */
  readonly drift: readonly string[];
  /** What was copied into the namespace, and from whom. */
  readonly seeds: readonly SeedReport[];
}

/**
 * Cures drift: gives an agent that does not run the namespace that today's tools and lockfiles make, seeded from the
 * one it had or from an agent that is warmer, with an environment and first steps to match. Its log goes along, its
 * checkout and ports stay. The namespace it had is deleted once the other has taken its place; until then it is whole,
 * so whatever fails or is cancelled on the way leaves the agent as it was. It is started by a restart.
 *
 * @throws LanekeeperError agent-running, agent-busy, namespace-unreadable, not-writable, disk-full, interrupted
 */
export async function renewAgent(
  context: EngineContext,
  agent: Agent,
  options: RenewOptions = {},
): Promise<Renewal> {
  const { signal, onProgress } = options;
  const before = namespaceRoot(agent);
  await supervisorGone(agent);
  if (isInUse(agent)) throw agentRunning(agent);
  onProgress?.('Computing the namespace');
  const projects = await detectProjects(agent.path);
  const [was, explanation] = await Promise.all([
    readExplanation(agent),
    // With the tools of whoever asks, since the environment it is given is made of theirs.
    computeNamespace({
      ...namespaceRequest(context, agent),
      environment: context.environment,
      projects,
      signal,
    }),
  ]);
  const drift = driftBetween(was, explanation);
  const unchanged = { agent, before: agent.namespace, drift, seeds: [] };
  if (explanation.namespace === agent.namespace) return unchanged;
  const root: OwnedRoot = {
    kind: 'namespace',
    path: path.join(context.location.namespaces, explanation.namespace),
    uid: agent.uid,
  };
  // What an earlier attempt left when it was killed.
  await discard(context, agent, [
    ...agent.roots.filter(({ kind, path: at }) => kind === 'namespace' && at !== before),
    ...unusedMemory(agent),
  ]);
  await claim(context, agent, root);
  try {
    await createOwnedRoot(root.kind, root.path, root.uid, agent.id);
  } catch (fault) {
    await giveBack(context, agent, root, { made: false });
    throw fault;
  }
  try {
    const { replace, seeds } = await furnishAgain(context, agent, root, explanation, options);
    const renewed = await replace();
    await discard(context, renewed, [
      ...renewed.roots.filter(({ path: at }) => at === before),
      ...unusedMemory(renewed),
    ]);
    return { ...unchanged, agent: readAgent(context.store, agent.id) ?? renewed, seeds };
  } catch (fault) {
    await giveBack(context, agent, root, { made: true });
    throw fault;
  }
}

interface Furnished {
  readonly seeds: SeedReport[];
  /** Makes the namespace the agent's own, in one transaction. */
  readonly replace: () => Promise<Agent>;
}

async function furnishAgain(
  context: EngineContext,
  agent: Agent,
  root: OwnedRoot,
  explanation: NamespaceExplanation,
  { signal, onProgress }: RenewOptions,
): Promise<Furnished> {
  const { store, environment } = context;
  onProgress?.('Preparing the environment');
  const projects = await detectProjects(agent.path);
  const { variables, warning, notes, steps } = await equip(
    context,
    agent,
    {
      explanation,
      projects,
      choice: {
        interactive: agent.interactive,
        ecosystems: agent.ecosystems,
        needs: await needsOf(context, agent),
      },
      namespaceRoot: root.path,
      temporary: temporaryOf(agent),
      checkout: agent.path,
    },
    environment,
  );
  if (warning !== null) onProgress?.(warning);
  signal?.throwIfAborted();
  onProgress?.('Looking for a warm namespace');
  const neighbours = await new Neighbours(store, agent, environment).list();
  const seeds = await seedNamespace({
    root: root.path,
    environment: variables,
    checkout: agent.path,
    explanation,
    memory: memoryInUse({
      roots: readAgent(store, agent.id)?.roots ?? [],
      environment: { ...variables },
    }),
    ecosystems: ecosystemsOf(agent, projects),
    projects,
    candidates: await toCandidates(store, [agent, ...neighbours], agent),
    venv: venvStepOf(
      steps.map((step) => ({ ...step, directory: path.join(agent.path, step.directory) })),
      { ...inheritedEnvironment(environment), ...variables },
    ),
    signal,
    onProgress: copyProgress(onProgress),
  });
  await cp(path.join(namespaceRoot(agent), 'log'), path.join(root.path, 'log'), {
    recursive: true,
    preserveTimestamps: true,
  });
  await noteInputs(context, { ...agent, roots: [root] }, explanation.notes);
  signal?.throwIfAborted();
  const replace = async (): Promise<Agent> => {
    const renewed = await store.write((transaction) => {
      const tasks = listTasks(transaction, agent.id);
      const plan = planAgain(agent, tasks, steps);
      // What was planned in the former namespace is history, which a restart does not run again.
      for (const { id } of plan.past) updateTask(transaction, id, { origin: 'run' });
      for (const task of plan.tasks) insertTask(transaction, task);
      transaction.emit({ type: 'drift-detected', agent: agent.id, inputs: [] });
      return updateAgent(transaction, agent, ({ roots }) => ({
        ...restingState(agent),
        namespace: explanation.namespace,
        notes: notes.map(({ text }) => text),
        drift: [],
        roots: [root, ...roots.filter(({ path: at }) => at !== root.path)],
        environment: sortedVariables({
          ...setupVariablesOf(agent),
          ...variables,
          ...portVariables(agent.ports),
        }),
      }));
    });
    if (!renewed) throw agentNotFound(agent.id);
    return renewed;
  };
  return { seeds, replace };
}

/** From here on nobody else starts, cleans or renews the agent; a crash leaves it `lost`, and restartable. */
async function claim({ store }: EngineContext, agent: Agent, root: OwnedRoot): Promise<void> {
  await store.write((transaction) => {
    const current = readAgent(transaction, agent.id);
    if (current?.uid !== agent.uid) throw agentNotFound(agent.id);
    if (current.status !== agent.status || current.namespace !== agent.namespace) {
      throw agentRunning(current);
    }
    updateAgent(transaction, agent, ({ roots }) => ({
      status: 'starting',
      statusReason: 'It is given a namespace that fits what has changed.',
      process: null,
      spawner: currentIdentity(),
      roots: [...roots, root],
    }));
  });
}

/** Takes back what was made; the agent is as it was, also in its registry entry. */
async function giveBack(
  context: EngineContext,
  agent: Agent,
  root: OwnedRoot,
  { made }: { readonly made: boolean },
): Promise<void> {
  const current = readAgent(context.store, agent.id);
  // After the exchange there is nothing to give back.
  if (current?.uid !== agent.uid || current.namespace !== agent.namespace) return;
  if (made) await discard(context, agent, [root, ...unusedMemory(current)]);
  await context.store.write((transaction) =>
    updateAgent(transaction, agent, ({ roots }) => ({
      ...restingState(agent),
      // What could not be made is not the agent's; what could not be deleted still is.
      roots: made ? roots : roots.filter(({ path: at }) => at !== root.path),
    })),
  );
}

/** Build directories in memory that the agent's environment does not name. */
function unusedMemory(agent: Agent): OwnedRoot[] {
  const used = memoryInUse(agent);
  return agent.roots.filter(({ kind, path: at }) => kind === 'memory' && at !== used?.path);
}

function restingState({ status, statusReason, process, spawner }: Agent): Partial<Agent> {
  return { status, statusReason, process, spawner };
}

/** Deletes directories of the agent, and forgets those that are gone. */
async function discard(
  { store, location }: EngineContext,
  { id: agent, uid }: Agent,
  roots: readonly OwnedRoot[],
): Promise<void> {
  if (roots.length === 0) return;
  const { kept } = await clean({ agent, uid, roots, location, dryRun: false });
  const isGone = ({ path: at }: OwnedRoot): boolean =>
    roots.some((root) => root.path === at) && !kept.some((each) => each.path.startsWith(at));
  await store.write((transaction) =>
    updateAgent(transaction, { id: agent, uid }, (current) => ({
      roots: current.roots.filter((root) => !isGone(root)),
    })),
  );
}

function temporaryOf({ id, roots }: Agent): string {
  const root = roots.find(({ kind }) => kind === 'temporary');
  if (root) return root.path;
  throw new LanekeeperError(
    'agent-not-running',
    `Agent "${id}" has no temporary directory: it was cleaned.`,
    'Spawn it again.',
  );
}

/** What the program whose setup steps the agent has expects in the environment, as it was given to it. */
function setupVariablesOf({ id, name, path: checkout, setup, environment }: Agent) {
  const source = settingsSources.find(({ tool }) => tool === setup?.tool);
  if (!source || !setup) return {};
  const place = { root: setup.root, checkout, agent: id, name };
  const names = Object.keys(
    source.variables({ ...place, branch: '', defaultBranch: '', firstPort: 0 }),
  );
  return Object.fromEntries(
    names.flatMap((each) => {
      const value = environment[each];
      return value === undefined ? [] : [[each, value]];
    }),
  );
}

function agentRunning({ id }: Agent): LanekeeperError {
  return new LanekeeperError(
    'agent-running',
    `Agent "${id}" runs, and would go on in the namespace that it has.`,
    `Stop it first: lanekeeper stop ${id}.`,
  );
}
