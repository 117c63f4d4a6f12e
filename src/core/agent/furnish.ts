import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createOwnedRoot } from '../artifact/marker.ts';
import type { OwnedRoot } from '../artifact/owned-root.ts';
import { gitLine } from '../checkout/git.ts';
import { sortedVariables } from '../environment/contract.ts';
import { environmentContract, provideContractFiles } from '../environment/contract.ts';
import { portVariables } from '../environment/port-variables.ts';
import { gatherContract } from '../environment/contract-context.ts';
import { detectProjects } from '../environment/ecosystems.ts';
import { preparationSteps } from '../environment/preparation.ts';
import { explanationPath } from '../namespace/explain.ts';
import { computeNamespace } from '../namespace/compute.ts';
import { allocatePorts } from '../resource/port-blocks.ts';
import { computeGates } from '../resource/gates.ts';
import { readMachineLimits } from '../resource/machine-limits.ts';
import { insertTask } from '../task/registry.ts';
import type { Agent } from './agent.ts';
import { checkOut, type CheckedOut } from './check-out.ts';
import type { CheckoutPlan } from './checkout-plan.ts';
import type { TypeChoice } from './choose-type.ts';
import { startCompilerCache } from './compiler-cache.ts';
import type { EngineContext } from './context.ts';
import { noteIncluded } from './note-included.ts';
import { agentNotFound, updateAgent } from './registry.ts';
import type { SpawnRequest } from './spawn.ts';
import { planSteps, planTasks } from './task-plan.ts';
import type { ProjectSetup } from '../setup/project-setup.ts';

type Watch = Pick<SpawnRequest, 'signal' | 'onProgress'>;

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
  const { id, uid, workspace } = reserved;
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
  await writeFile(explanationPath(namespaceRoot), JSON.stringify(explanation));
  signal?.throwIfAborted();
  onProgress?.('Preparing the environment');
  const contract = await gatherContract({
    agent: id,
    uid,
    namespace,
    location,
    namespaceRoot,
    temporary,
    workspace,
    checkout,
    gates: computeGates(readMachineLimits(), configuration.gates),
    environment,
    projects,
  });
  await provideContractFiles(contract);
  const { variables, warning } = await startCompilerCache(
    environmentContract(contract),
    contract.inherited,
  );
  if (warning !== null) onProgress?.(warning);
  const steps = choice.interactive
    ? []
    : await preparationSteps({
        contract,
        variables,
        ecosystems: choice.ecosystems,
        needs: choice.needs,
      });
  const furnished = await change(context, reserved, {
    path: checkout,
    ports,
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
  if (place.included) await noteIncluded(context, furnished, place.included);
  const limit = configuration.setup.timeoutSeconds;
  const before = setup ? planSteps(furnished, place.root, 'setup', setup.setup, limit) : [];
  await store.write((transaction) => {
    for (const task of [...before, ...planTasks(furnished, choice, steps, warning)])
      insertTask(transaction, task);
  });
  return furnished;
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
