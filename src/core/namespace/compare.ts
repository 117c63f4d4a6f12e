import type { NamespaceExplanation } from './compute.ts';

/** One input in which two namespaces differ; null on the side that has none of that name. */
export interface NamespaceDifference {
  readonly part: 'platform' | 'toolchain' | 'project';
  /** A tool's name, or a file's path relative to the workspace; `platform` for the platform itself. */
  readonly input: string;
  readonly value: string | null;
  readonly other: string | null;
}

export interface NamespaceComparison {
  readonly namespace: string;
  readonly against: string;
  /** Sorted by part and input; empty when the two differ in the agent alone. */
  readonly differences: readonly NamespaceDifference[];
}

/** What the namespaces of two agents differ in, apart from the agents themselves. */
export function compareNamespaces(
  one: NamespaceExplanation,
  other: NamespaceExplanation,
): NamespaceComparison {
  return {
    namespace: one.namespace,
    against: other.namespace,
    differences: [
      ...differing(
        'platform',
        [['platform', one.parts.platform.value]],
        [['platform', other.parts.platform.value]],
      ),
      ...differing('toolchain', toolsOf(one), toolsOf(other)),
      ...differing('project', filesOf(one), filesOf(other)),
    ],
  };
}

type Inputs = readonly (readonly [name: string, value: string])[];

function toolsOf({ parts }: NamespaceExplanation): Inputs {
  return parts.toolchain.inputs.map(({ name, value }) => [name, value]);
}

function filesOf({ parts }: NamespaceExplanation): Inputs {
  return parts.project.inputs.map(({ path, sha256 }) => [path, sha256]);
}

function differing(
  part: NamespaceDifference['part'],
  one: Inputs,
  other: Inputs,
): NamespaceDifference[] {
  const [ours, theirs] = [new Map(one), new Map(other)];
  return [...new Set([...ours.keys(), ...theirs.keys()])].sort().flatMap((input) => {
    const [value, against] = [ours.get(input) ?? null, theirs.get(input) ?? null];
    return value === against ? [] : [{ part, input, value, other: against }];
  });
}
