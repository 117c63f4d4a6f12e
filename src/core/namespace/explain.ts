import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Agent } from '../agent/agent.ts';
import type { EngineContext } from '../agent/context.ts';
import { namespaceRoot } from '../agent/namespace-root.ts';
import { outerSearchPath, pathDelimiter, pathVariable } from '../environment/search-path.ts';
import { computeNamespace, type NamespaceExplanation, type NamespaceRequest } from './compute.ts';
import { driftBetween } from './drift.ts';

const explanationSchema: z.ZodType<NamespaceExplanation> = z.object({
  namespace: z.string(),
  parts: z.object({
    platform: z.object({ value: z.string() }),
    toolchain: z.object({
      hash: z.string(),
      inputs: z.array(z.object({ name: z.string(), value: z.string() })),
    }),
    project: z.object({
      hash: z.string(),
      inputs: z.array(z.object({ path: z.string(), sha256: z.string() })),
    }),
    agent: z.object({ value: z.string() }),
  }),
  notes: z.array(z.string()).default([]),
});

/**
 * What a namespace is made of, and one sentence for each input that has changed since. Its notes tell of the inputs as
 * they are at this moment.
 */
export interface DriftedExplanation extends NamespaceExplanation {
  readonly drift: readonly string[];
  /** The namespace that the inputs make as they are at this moment. */
  readonly today: string;
}

/** Where a namespace keeps what it was made of. */
export function explanationPath(root: string): string {
  return path.join(root, 'namespace.json');
}

/** What an agent was spawned with. */
export async function readExplanation(agent: Agent): Promise<NamespaceExplanation> {
  const text = await readFile(explanationPath(namespaceRoot(agent)), 'utf8');
  return explanationSchema.parse(JSON.parse(text));
}

export type AgentRequest = NamespaceRequest & { readonly environment: NodeJS.ProcessEnv };

/**
 * How an agent's namespace is computed again: with the tools that its own commands find, whoever asks and with whatever
 * PATH.
 */
export function namespaceRequest(
  { environment, location }: Pick<EngineContext, 'environment' | 'location'>,
  agent: Agent,
): AgentRequest {
  const { platform } = process;
  const outer = outerSearchPath(agent.environment, platform, location.namespaces);
  return {
    workspace: agent.path,
    agent: agent.id,
    environment: {
      ...environment,
      ...(outer.length > 0 && {
        [pathVariable(environment, platform)]: outer.join(pathDelimiter(platform)),
      }),
    },
    ...(agent.ecosystems.length > 0 && { ecosystems: agent.ecosystems }),
  };
}

/** What an agent's namespace is made of, held against the one it was spawned with. */
export async function explainAgent(
  context: EngineContext,
  agent: Agent,
): Promise<DriftedExplanation> {
  const [before, after] = await Promise.all([
    readExplanation(agent),
    computeNamespace(namespaceRequest(context, agent)),
  ]);
  const { notes, namespace: today } = after;
  return { ...before, notes, drift: driftBetween(before, after), today };
}

/** The namespace that an agent would get in a workspace; its last part is `AGENT`. */
export async function explainWorkspace(
  { environment }: EngineContext,
  workspace: string,
): Promise<DriftedExplanation> {
  const explanation = await computeNamespace({ workspace, agent: 'AGENT', environment });
  return { ...explanation, drift: [], today: explanation.namespace };
}
