import path from 'node:path';
import { createOwnedRoot } from '../../artifact/marker.ts';
import type { OwnedRoot } from '../../artifact/owned-root.ts';
import { gitLine } from '../../checkout/git.ts';
import { sortedVariables } from '../../environment/contract.ts';
import { portVariables } from '../../environment/port-variables.ts';
import type { Project } from '../../environment/ecosystem.ts';
import { detectProjects } from '../../environment/ecosystems.ts';
import { computeNamespace } from '../../namespace/compute.ts';
import { allocatePorts } from '../../resource/port-blocks.ts';
import { insertTask } from '../../task/registry.ts';
import type { Agent } from '../agent.ts';
import { checkOut, type CheckedOut } from './check-out.ts';
import type { CheckoutPlan } from './checkout-plan.ts';
import type { TypeChoice } from '../type/choose-type.ts';
import type { EngineContext } from '../context.ts';
import { equip } from './equip.ts';
import { noteIncluded } from './note-included.ts';
import { noteInputs } from './note-inputs.ts';
import { agentNotFound, updateAgent } from '../registry.ts';
import { hasParts } from '../../seed/parts.ts';
import { ecosystemsOf, takesTurns } from '../supervisor/seed-agent.ts';
import { Neighbours } from './seed-candidates.ts';
import type { SpawnRequest } from './spawn-request.ts';
import { planSteps, planTasks, type TaskPlan } from '../supervisor/task-plan.ts';
import type { ProjectSetup } from '../../setup/project-setup.ts';

type Watch = Pick<SpawnRequest, 'seed' | 'signal' | 'onProgress'>;

/** What was decided about an agent before anything of it was made. */
export interface Decisions {
  readonly choice: TypeChoice;
  readonly plan: CheckoutPlan;
  /** The project's steps, which the user has agreed to. */
  readonly setup: ProjectSetup | null;
}

/**
 * Gives a reserved agent all it needs to run: namespace, directories, checkout, environment, and the tasks before and
 * with its command. Each directory is in the registry before it is made, so that it can be cleaned whatever happens.
 */
export async function furnish(
  context: EngineContext,
  reserved: Agent,
  { choice, plan, setup }: Decisions,
  watch: Watch,
): Promise<Agent> {
  const { signal, onProgress } = watch;
  const { store, location, configuration, environment } = context;
  const { id, uid } = reserved;
  const place = await checkOut(context, reserved, plan, setup, watch);
  const { path: checkout } = place;
  const ports = await allocatePorts(context, id, configuration.ports, signal);
  signal?.throwIfAborted();
  onProgress?.('Computing the namespace');
  const projects = await detectProjects(checkout);
  const explanation = await computeNamespace({
    workspace: checkout,
    agent: id,
    projects,
    environment,
    signal,
    ...(choice.ecosystems.length > 0 && { ecosystems: choice.ecosystems }),
  });
  const { namespace } = explanation;
  const namespaceRoot = path.join(location.namespaces, namespace);
  const temporary = path.join(location.temporary, uid.slice(0, 8));
  await change(context, reserved, { namespace });
  await makeRoot(context, reserved, { kind: 'namespace', path: namespaceRoot, uid });
  await makeRoot(context, reserved, { kind: 'temporary', path: temporary, uid });
  signal?.throwIfAborted();
  onProgress?.('Preparing the environment');
  for (const note of explanation.notes) onProgress?.(note);
  const { variables, warning, notes, steps } = await equip(
    context,
    reserved,
    { explanation, projects, choice, namespaceRoot, temporary, checkout },
    environment,
  );
  if (warning !== null) onProgress?.(warning);
  const furnished = await change(context, reserved, {
    path: checkout,
    ports,
    notes: notes.map(({ text }) => text),
    environment: sortedVariables({
      ...(setup && (await setupVariables(context, reserved, place, setup, ports))),
      ...variables,
      ...portVariables(ports),
    }),
    ...(setup && {
      setup: {
        tool: setup.tool,
        files: [...setup.files],
        hash: setup.hash,
        root: place.root,
        teardown: [...setup.teardown],
      },
    }),
  });
  await noteInputs(context, furnished, [
    ...explanation.notes,
    ...notes.flatMap(({ text, isSet }) => (isSet ? [text] : [])),
  ]);
  if (place.included) await noteIncluded(context, furnished, place.included);
  const limit = configuration.setup.timeoutSeconds;
  const before = setup ? planSteps(furnished, place.root, 'setup', setup.setup, limit) : [];
  const seed = await seedingOf(context, furnished, projects, watch.seed);
  const folder = path.join(checkout, choice.directory);
  const followUp = (await choice.followUp?.isNeeded(folder, { ...environment, ...variables }))
    ? (choice.followUp ?? null)
    : null;
  const tasks = planTasks(furnished, {
    choice,
    followUp,
    setup: before,
    steps,
    notice: warning,
    seed,
  });
  await store.write((transaction) => {
    for (const task of tasks) insertTask(transaction, task);
  });
  return furnished;
}

/** Who has nobody to be seeded from, as the first agent of a repository, need not be told so. */
async function seedingOf(
  { store, configuration, environment }: EngineContext,
  agent: Agent,
  projects: readonly Project[],
  wish: SpawnRequest['seed'],
): Promise<TaskPlan['seed']> {
  if ((wish ?? configuration.seeding) === 'never') return 'never';
  const ecosystems = ecosystemsOf(agent, projects);
  if (ecosystems.length === 0) return 'never';
  const neighbours = await new Neighbours(store, agent, environment).list();
  if (neighbours.length === 0) return 'never';
  // A worktree of its own is no other agent's, unless that one adopted it as well.
  const isSameCheckout = neighbours.some(({ path: other }) => other === agent.path);
  if (!hasParts(ecosystems, { isSameCheckout })) return 'never';
  return takesTurns(agent, projects) ? 'last' : 'first';
}

async function change(
  { store }: EngineContext,
  agent: Agent,
  part: Partial<Agent>,
): Promise<Agent> {
  const changed = await store.write((transaction) => updateAgent(transaction, agent, () => part));
  if (!changed) throw agentNotFound(agent.id);
  return changed;
}

async function recordRoot({ store }: EngineContext, agent: Agent, root: OwnedRoot): Promise<void> {
  await store.write((transaction) =>
    updateAgent(transaction, agent, ({ roots }) => ({ roots: [...roots, root] })),
  );
}

async function makeRoot(context: EngineContext, agent: Agent, root: OwnedRoot): Promise<void> {
  await recordRoot(context, agent, root);
  await createOwnedRoot(root.kind, root.path, root.uid, agent.id);
}

/** What steps that were written for another program, and what they prepare, expect in the environment. */
async function setupVariables(
  { environment }: EngineContext,
  agent: Agent,
  { root: checkout, branch }: CheckedOut,
  { source, root }: ProjectSetup,
  [firstPort = null]: readonly (number | null)[],
): Promise<Readonly<Record<string, string>>> {
  const remote = await gitLine(['symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD'], {
    cwd: root,
    environment,
  });
  const defaultBranch = remote?.replace(/^origin\//, '') ?? null;
  const { id, name } = agent;
  return source.variables({ root, checkout, agent: id, name, branch, defaultBranch, firstPort });
}
