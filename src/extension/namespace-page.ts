import type { Agent } from '../core/agent/agent.ts';
import type { Engine } from '../core/engine.ts';
import { plainText } from '../core/terminal/plain-text.ts';

type Explanation = Awaited<ReturnType<Engine['explainNamespace']>>;

/** What an agent's namespace is made of and what has changed since, as Markdown. */
export function namespacePage(agent: Agent, explanation: Explanation): string {
  const { parts, drift, notes, today } = explanation;
  const { platform, toolchain, project } = parts;
  const lines = [
    `# Namespace of ${agent.name}`,
    '',
    `    ${agent.namespace}`,
    '',
    'Everything that the agent writes lies under this name, so that no other agent writes there.',
    '',
    ...(drift.length === 0
      ? []
      : [
          '## Changed since the agent was spawned',
          '',
          ...drift.map((input) => `- ${input}`),
          '',
          `An agent spawned now would get \`${today}\`. _Renew Namespace_ gives the agent that one, seeded from the one it has; a restart keeps what it has.`,
          '',
        ]),
    ...(notes.length === 0 ? [] : ['## Notes', '', ...notes.map((note) => `- ${note}`), '']),
    '## Platform',
    '',
    `- ${platform.value}`,
    '',
    `## Toolchain: ${toolchain.hash}`,
    '',
    ...toolchain.inputs.map(({ name, value }) => `- ${name}: ${value}`),
    '',
    `## Project: ${project.hash}`,
    '',
    ...project.inputs.map(({ path, sha256 }) => `- ${path}: ${sha256}`),
    '',
    '## Agent',
    '',
    `- ${parts.agent.value}`,
    '',
  ];
  return plainText(lines.join('\n'));
}
