import { writeFile } from 'node:fs/promises';
import {
  environmentContract,
  explainContract,
  provideContractFiles,
} from '../../environment/contract.ts';
import { gatherContract } from '../../environment/contract-context.ts';
import type { EnvironmentNote, PreparationStep, Project } from '../../environment/ecosystem.ts';
import { provideJobWrappers } from '../../environment/job-wrappers.ts';
import { preparationSteps } from '../../environment/preparation.ts';
import type { NamespaceExplanation } from '../../namespace/compute.ts';
import { explanationPath } from '../../namespace/explain.ts';
import { computeGates } from '../../resource/gates.ts';
import { readMachineLimits } from '../../resource/machine-limits.ts';
import type { Agent } from '../agent.ts';
import type { TypeChoice } from '../type/choose-type.ts';
import { startCompilerCache } from '../build/compiler-cache.ts';
import type { EngineContext } from '../context.ts';
import { shareOf } from '../current-environment.ts';
import { placeBuild } from '../build/place-build.ts';
import { preparedEcosystems } from '../type/prepared.ts';

/** What a namespace is equipped for. Paths absolute. */
export interface Equipment {
  readonly explanation: NamespaceExplanation;
  readonly projects: readonly Project[];
  readonly choice: Pick<TypeChoice, 'interactive' | 'ecosystems' | 'needs'>;
  /** The namespace's own directory, which exists and is the agent's. */
  readonly namespaceRoot: string;
  readonly temporary: string;
  readonly checkout: string;
}

export interface Equipped {
  readonly variables: Readonly<Record<string, string>>;
  /** What the user should know of the compiler cache; null when there is nothing. */
  readonly warning: string | null;
  /** What was decided about the environment and why. */
  readonly notes: readonly EnvironmentNote[];
  /** What to run before the agent's own command. */
  readonly steps: readonly PreparationStep[];
}

/** Gives a namespace its explanation, the files that its environment names, that environment, and its first steps. */
export async function equip(
  context: EngineContext,
  agent: Pick<Agent, 'id' | 'uid' | 'type' | 'workspace' | 'command' | 'interactive'>,
  equipment: Equipment,
  environment: NodeJS.ProcessEnv,
): Promise<Equipped> {
  const { store, location, configuration } = context;
  const { id, uid, type, workspace } = agent;
  const { explanation, projects, choice, namespaceRoot, temporary, checkout } = equipment;
  await writeFile(explanationPath(namespaceRoot), JSON.stringify(explanation));
  const ecosystems = preparedEcosystems(choice);
  const gates = computeGates(readMachineLimits(), configuration.gates);
  const { namespace } = explanation;
  const gathered = await gatherContract({
    agent: id,
    uid,
    type,
    namespace,
    location,
    namespaceRoot,
    temporary,
    workspace,
    checkout,
    prepared: ecosystems,
    gates,
    share: shareOf(store, { uid }, gates),
    environment,
    projects,
  });
  const build = await placeBuild(context, agent, namespace, gathered.rust.toolchain);
  const contract = { ...gathered, build };
  await provideContractFiles(contract);
  await provideJobWrappers(contract);
  const cache = await startCompilerCache(
    environmentContract(contract),
    contract.inherited,
    configuration,
  );
  const notes = explainContract(contract);
  const { needs } = choice;
  const { variables } = cache;
  const steps = await preparationSteps({ contract, variables, ecosystems, needs });
  return { ...cache, notes, steps };
}
