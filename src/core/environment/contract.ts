import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ContractContext, EnvironmentNote } from './ecosystem.ts';
import { ecosystems } from './ecosystems.ts';
import { limitVariables } from './limit-variables.ts';
import { describePrivateCaches } from './private-caches.ts';
import { outerSearchPath, pathDelimiter, pathVariable } from './search-path.ts';

/**
 * The variables that every process of an agent runs with, over those it inherits: sorted by name, every path absolute.
 * docs/environment.md says of each who reads it and why. The same context gives the same contract.
 */
export function environmentContract(context: ContractContext): Record<string, string> {
  const variables: Record<string, string> = {
    ...general(context),
    ...Object.fromEntries(
      ecosystems.flatMap((ecosystem) => Object.entries(ecosystem.variables(context))),
    ),
    ...limitVariables(context.share, context.inherited),
    [pathVariable(context.inherited, context.platform)]: programs(context),
  };
  return sortedVariables(variables);
}

/** The same variables in the order of their names, so that two agents' can be compared. */
export function sortedVariables(
  variables: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
  );
}

/** What was decided about the contract and why, for people. */
export function explainContract(context: ContractContext): EnvironmentNote[] {
  return [
    ...ecosystems.flatMap((ecosystem) => ecosystem.notes(context)),
    ...describePrivateCaches(context),
  ];
}

/** Makes what the contract names and no tool makes by itself; to be done before the agent's first process. */
export async function provideContractFiles(context: ContractContext): Promise<void> {
  for (const directory of contractDirectories(context)) await mkdir(directory, { recursive: true });
  for (const { path: file, content, isProgram } of ecosystems.flatMap((each) =>
    each.files(context),
  )) {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
    if (isProgram) await chmod(file, 0o755);
  }
}

/** The folders of it, absolute. */
function contractDirectories(context: ContractContext): string[] {
  const inside = ['bin', 'log', 'build', 'cache/node', 'cache/coverage', 'cache/nx'];
  return [
    context.temporary,
    ...inside.map((directory) => path.join(context.namespaceRoot, directory)),
  ];
}

function general(context: ContractContext): Record<string, string> {
  return {
    AGENT_ID: context.agent,
    BUILD_NAMESPACE: context.namespace,
    LANEKEEPER_AGENT: context.agent,
    LANEKEEPER_AGENT_UID: context.uid,
    // What the agent starts of Lanekeeper itself talks to the same database.
    LANEKEEPER_HOME: context.location.home,
    ...Object.fromEntries(
      Object.entries(context.gates).map(([name, limit]) => [name, String(limit)]),
    ),
    TMPDIR: context.temporary,
    ...(context.platform === 'win32' && { TEMP: context.temporary, TMP: context.temporary }),
    // A `git status` in the background that refreshes the index makes an agent's rebase fail (git(1)).
    GIT_OPTIONAL_LOCKS: '0',
  };
}

/** PATH: what the agent owns first, then what it inherits without the folders of an agent it was started from. */
function programs(context: ContractContext): string {
  const { location, platform, inherited } = context;
  const own = [
    ...ecosystems.flatMap((ecosystem) => ecosystem.pathEntries(context)),
    path.join(context.namespaceRoot, 'bin'),
  ];
  const outer = outerSearchPath(inherited, platform, location.namespaces);
  return [...own, ...outer].join(pathDelimiter(platform));
}
