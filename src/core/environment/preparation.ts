import type {
  EcosystemName,
  PreparationContext,
  PreparationPlace,
  PreparationStep,
} from './ecosystem.ts';
import { ecosystems } from './ecosystems.ts';

export interface PreparationRequest {
  readonly contract: PreparationPlace;
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
    const projects = context.contract.projects.filter((each) => each.ecosystem === ecosystem.name);
    for (const project of projects) {
      const own = await ecosystem.preparation(project, context);
      // Names tell the steps of one agent apart.
      const suffix = projects.length > 1 ? ` (${project.directory})` : '';
      steps.push(...own.map((step) => ({ ...step, name: `${step.name}${suffix}` })));
    }
  }
  return steps;
}
