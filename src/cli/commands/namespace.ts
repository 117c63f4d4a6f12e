import { type Command, Option } from 'commander';
import { LanekeeperError } from '../../core/error.ts';
import type { NamespaceComparison } from '../../core/namespace/compare.ts';
import type { DriftedExplanation } from '../../core/namespace/explain.ts';
import { describeSeed } from '../../core/seed/describe.ts';
import { interruptSignal, withEngine } from '../engine.ts';
import { printJson, printLine, printNote, printTable } from '../output.ts';

interface Options {
  explain?: true;
  against?: string;
  renew?: true;
  json?: true;
}

export function registerNamespace(program: Command): void {
  program
    .command('namespace')
    .description('Print the namespace of an agent, or the one an agent would get here')
    .argument('[agent]')
    .option('--explain', 'list everything it is made of')
    .addOption(
      new Option(
        '--against <other>',
        'list what differs from the namespace of another agent',
      ).conflicts(['explain', 'renew']),
    )
    .addOption(
      new Option(
        '--renew',
        'give the agent the namespace of today’s tools and lockfiles, seeded from the one it has',
      ).conflicts('explain'),
    )
    .option('--json', 'print one JSON document')
    .action(async (id: string | undefined, options: Options) => {
      if (options.renew) await renew(named(id, '--renew'), options);
      else if (options.against !== undefined) {
        await compare(named(id, '--against'), options.against, options);
      } else await explain(id, options);
    });
}

function named(id: string | undefined, option: string): string {
  if (id !== undefined) return id;
  throw new LanekeeperError(
    'usage',
    `${option} needs the agent whose namespace is meant.`,
    `Name it: lanekeeper namespace AGENT ${option}.`,
  );
}

async function explain(id: string | undefined, { json, explain: all }: Options): Promise<void> {
  await withEngine(async (engine) => {
    const explanation = await engine.explainNamespace(id ?? { workspace: process.cwd() });
    if (json) {
      printJson(explanation);
      return;
    }
    printLine(explanation.namespace);
    if (!all) return;
    printParts(explanation);
    for (const note of explanation.notes) printLine(`note: ${note}`);
    for (const input of explanation.drift)
      printLine(`changed since the agent was spawned: ${input}`);
    if (explanation.drift.length > 0 && id !== undefined)
      printNote(`Today it is ${explanation.today}: lanekeeper namespace ${id} --renew`);
  });
}

function printParts({ parts }: DriftedExplanation): void {
  const { platform, toolchain, project, agent } = parts;
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
}

async function compare(id: string, other: string, { json }: Options): Promise<void> {
  await withEngine(async (engine) => {
    const comparison = await engine.compareNamespaces(id, other);
    if (json) printJson(comparison);
    else printComparison(comparison, [id, other]);
  });
}

function printComparison(
  { differences }: NamespaceComparison,
  [id, other]: readonly [string, string],
): void {
  if (differences.length === 0) {
    printNote(`The namespaces of ${id} and ${other} differ in nothing but the agent.`);
    return;
  }
  const shown = (part: string, value: string | null): string =>
    value === null ? 'none' : part === 'project' ? value.slice(0, 12) : value;
  printTable([
    ['PART', 'INPUT', id.toUpperCase(), other.toUpperCase()],
    ...differences.map((each) => [
      each.part,
      each.input,
      shown(each.part, each.value),
      shown(each.part, each.other),
    ]),
  ]);
}

async function renew(id: string, { json }: Options): Promise<void> {
  await withEngine(async (engine) => {
    const { agent, before, drift, seeds } = await engine.renew(id, {
      signal: interruptSignal(),
      onProgress: (message) => {
        if (process.stderr.isTTY) printNote(message);
      },
    });
    if (json) {
      printJson({ namespace: agent.namespace, before, drift, seeds });
      return;
    }
    printLine(agent.namespace);
    if (agent.namespace === before) printNote('Nothing has changed since it was made.');
    for (const input of drift) printNote(input);
    for (const seed of seeds) printNote(describeSeed(seed));
  });
}
