import type { Command } from 'commander';
import { withEngine } from '../engine.ts';
import { printJson, printLine, printTable } from '../output.ts';

export function registerNamespace(program: Command): void {
  program
    .command('namespace')
    .description('Print the namespace of an agent, or the one an agent would get here')
    .argument('[agent]')
    .option('--explain', 'list everything it is made of')
    .option('--json', 'print one JSON document')
    .action(async (id: string | undefined, options: { explain?: true; json?: true }) => {
      await withEngine(async (engine) => {
        const explanation = await engine.explainNamespace(id ?? { workspace: process.cwd() });
        if (options.json) {
          printJson(explanation);
          return;
        }
        printLine(explanation.namespace);
        if (!options.explain) return;
        const { platform, toolchain, project, agent } = explanation.parts;
        printTable([
          ['PART', 'VALUE', 'INPUT'],
          ['platform', platform.value, ''],
          ...toolchain.inputs.map(({ name, value }) => [
            'toolchain',
            toolchain.hash,
            `${name}: ${value}`,
          ]),
          ...project.inputs.map(({ path, sha256 }) => [
            'project',
            project.hash,
            `${path} ${sha256.slice(0, 12)}`,
          ]),
          ['agent', agent.value, ''],
        ]);
        for (const input of explanation.drift)
          printLine(`changed since the agent was spawned: ${input}`);
      });
    });
}
