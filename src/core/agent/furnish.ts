import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createOwnedRoot } from '../artifact/marker.ts';
import type { OwnedRoot } from '../artifact/owned-root.ts';
import { createWorktree, planWorktree } from '../checkout/worktree.ts';
import { environmentContract, provideContractFiles } from '../environment/contract.ts';
import { gatherContract } from '../environment/contract-context.ts';
import { detectProjects } from '../environment/ecosystems.ts';
import { preparationSteps } from '../environment/preparation.ts';
import { explanationPath } from '../namespace/explain.ts';
import { computeNamespace } from '../namespace/compute.ts';
import { computeGates } from '../resource/gates.ts';
import { readMachineLimits } from '../resource/machine-limits.ts';
import { insertTask } from '../task/registry.ts';
import type { Agent } from './agent.ts';
import type { TypeChoice } from './choose-type.ts';
import { startCompilerCache } from './compiler-cache.ts';
import type { EngineContext } from './context.ts';
import { agentNotFound, updateAgent } from './registry.ts';
import type { SpawnRequest } from './spawn.ts';
import { planTasks } from './task-plan.ts';

type Watch = Pick<SpawnRequest, 'signal' | 'onProgress'>;

/**
 * Gives a reserved agent all it needs to run: namespace, directories, checkout, environment, and the tasks before and
 * with its command. Each directory is in the registry before it is made, so that it can be cleaned whatever happens.
 */
export async function furnish(
  context: EngineContext,
  reserved: Agent,
  choice: TypeChoice,
  watch: Watch,
): Promise<Agent> {
  const { signal, onProgress } = watch;
  const { store, location, configuration, environment } = context;
  const { id, uid, workspace } = reserved;
  const checkout = await checkOut(context, reserved, watch);
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
    environment: { ...variables },
  });
  await store.write((transaction) => {
    for (const task of planTasks(furnished, choice, steps, warning)) insertTask(transaction, task);
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

/** Where the agent works, absolute: the workspace, or its counterpart in a worktree made for it. */
async function checkOut(context: EngineContext, agent: Agent, watch: Watch): Promise<string> {
  switch (agent.checkout) {
    case 'shared':
      return agent.workspace;
    case 'worktree': {
      const { location, environment } = context;
      const { signal, onProgress } = watch;
      const plan = await planWorktree({
        workspace: agent.workspace,
        agent: agent.id,
        location,
        environment,
        signal,
      });
      const root: OwnedRoot = { kind: 'worktree', path: plan.root, uid: agent.uid };
      await recordRoot(context, agent, root);
      onProgress?.('Checking out a worktree');
      const worktree = await createWorktree(plan, {
        signal,
        onWait: () => onProgress?.('Waiting for another agent’s worktree of this repository'),
      });
      await createOwnedRoot(root.kind, root.path, root.uid, agent.id);
      for (const warning of worktree.warnings) onProgress?.(warning);
      return worktree.path;
    }
  }
}
