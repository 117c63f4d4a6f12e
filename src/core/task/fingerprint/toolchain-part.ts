import type { Agent } from '../../agent/agent.ts';

/** Part of `<os>_<arch>-<toolchain>-<project>-<agent>` that says which tools there are. */
const toolchainPart = /^[^-]+-([0-9a-f]{8})-/;

/**
 * What the tools of a checkout are: as the agent's namespace says, or asked of the tools themselves. Only a trusted
 * checkout may be given: it may say which tools are meant.
 */
export async function toolchainOf(
  { environment }: { readonly environment: NodeJS.ProcessEnv },
  checkout: string,
  agent: Pick<Agent, 'namespace'> | null,
): Promise<string> {
  const [, known] = toolchainPart.exec(agent?.namespace ?? '') ?? [];
  if (known !== undefined) return known;
  // Loaded here: most runs need none of it.
  const { detectProjects } = await import('../../environment/ecosystems.ts');
  const { describeToolchain } = await import('../../namespace/toolchain.ts');
  const projects = await detectProjects(checkout);
  const ecosystems = [...new Set(projects.map(({ ecosystem }) => ecosystem))];
  const inputs = await describeToolchain({
    workspace: checkout,
    ecosystems,
    projects,
    environment,
  });
  return inputs.map(({ name, value }) => `${name} ${value}`).join('\n');
}
