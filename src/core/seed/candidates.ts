import type { Agent } from '../agent/agent.ts';
import type { EcosystemName } from '../environment/ecosystem.ts';
import type { NamespaceExplanation } from '../namespace/compute.ts';
import { isInputOf } from '../namespace/ecosystem-inputs.ts';

/** An agent whose namespace may be a seed, and what is known of it. */
export interface Candidate {
  readonly agent: Agent;
  readonly explanation: NamespaceExplanation;
  /** Whether it runs the command that the agent to be seeded will run. */
  readonly doesTheSame: boolean;
  /** When a build or test of it last succeeded, ISO 8601 UTC; null if none is recorded. */
  readonly builtAt: string | null;
}

/** How a candidate compares with the namespace to be seeded. */
export interface Ranking extends Candidate {
  /** Of the lockfiles and manifests of the ecosystem that either has, the share that both have alike: 0 to 1. */
  readonly likeness: number;
}

/**
 * The candidates that one ecosystem's part can be seeded from, warmest first: those with the same platform and the
 * same tools; of these the one with the same lockfiles and manifests or else most of them; of these one that runs the
 * same command, as another one may have built for release; of these the one that built successfully last.
 */
export function rankCandidates(
  ecosystem: EcosystemName,
  wanted: NamespaceExplanation,
  candidates: readonly Candidate[],
): Ranking[] {
  return candidates
    .filter(({ explanation }) => isCompatible(ecosystem, wanted, explanation))
    .map((candidate) => ({
      ...candidate,
      likeness: likeness(ecosystem, wanted, candidate.explanation),
    }))
    .sort(
      (a, b) =>
        b.likeness - a.likeness ||
        Number(b.doesTheSame) - Number(a.doesTheSame) ||
        compareTimes(b.builtAt, a.builtAt),
    );
}

function isCompatible(
  ecosystem: EcosystemName,
  wanted: NamespaceExplanation,
  found: NamespaceExplanation,
): boolean {
  if (wanted.parts.platform.value !== found.parts.platform.value) return false;
  const tools = toolsOf(ecosystem, wanted);
  return tools !== '[]' && tools === toolsOf(ecosystem, found);
}

/** Sorted already, as an explanation is. */
function toolsOf(ecosystem: EcosystemName, { parts }: NamespaceExplanation): string {
  return JSON.stringify(
    parts.toolchain.inputs
      .filter(({ name }) => isInputOf(ecosystem, { tool: name }))
      .map(({ name, value }) => [name, value]),
  );
}

function likeness(
  ecosystem: EcosystemName,
  wanted: NamespaceExplanation,
  found: NamespaceExplanation,
): number {
  const ours = filesOf(ecosystem, wanted);
  const theirs = filesOf(ecosystem, found);
  const all = new Set([...ours.keys(), ...theirs.keys()]);
  if (all.size === 0) return 1;
  const alike = [...all].filter((name) => ours.get(name) === theirs.get(name)).length;
  return alike / all.size;
}

function filesOf(
  ecosystem: EcosystemName,
  { parts }: NamespaceExplanation,
): ReadonlyMap<string, string> {
  return new Map(
    parts.project.inputs
      .filter(({ path }) => isInputOf(ecosystem, { file: path }))
      .map(({ path, sha256 }) => [path, sha256]),
  );
}

function compareTimes(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return a < b ? -1 : 1;
}
