import type {
  ContractContext,
  EcosystemName,
  PreparationContext,
  PreparationStep,
} from './ecosystem.ts';
import { ecosystems } from './ecosystems.ts';

export interface PreparationRequest {
  readonly contract: ContractContext;
  /** The contract's variables, as `environmentContract` gave them. */
  readonly variables: Readonly<Record<string, string>>;
  /** Whose projects the agent's command works on. */
  readonly ecosystems: readonly EcosystemName[];
  /** What the command needs beyond what the projects ask for, such as `pytest`. */
  readonly needs?: readonly string[];
}

/** What to run before the agent's own command, in order. Reads the checkout, which therefore must exist. */
export async function preparationSteps(request: PreparationRequest): Promise<PreparationStep[]> {
  const context: PreparationContext = {
    contract: request.contract,
    environment: { ...request.contract.inherited, ...request.variables },
    needs: request.needs ?? [],
  };
  const steps: PreparationStep[] = [];
  for (const ecosystem of ecosystems) {
    if (!request.ecosystems.includes(ecosystem.name)) continue;
    for (const project of request.contract.projects) {
      if (project.ecosystem !== ecosystem.name) continue;
      steps.push(...(await ecosystem.preparation(project, context)));
    }
  }
  return steps;
}
