import type { Agent } from '../../agent/agent.ts';
import { computeNamespace, type NamespaceExplanation } from '../../namespace/compute.ts';
import { driftBetween } from '../../namespace/drift.ts';
import { namespaceRequest, readExplanation } from '../../namespace/explain.ts';
import { countOf } from '../../quantities.ts';
import { type Check, type CheckContext, type Finding, verdictOf } from '../check.ts';

/** The same tools and files give the same namespace, in any language and time zone. */
export const namespaceDeterministic: Check = {
  id: 'pre.namespace-deterministic',
  stage: 'pre',
  async run(context) {
    const findings =
      context.agents.length === 0
        ? [await checkWorkspace(context)]
        : await Promise.all(context.agents.map((agent) => checkAgent(context, agent)));
    return verdictOf(findings, 'No namespace was computed.');
  },
};

/** What a namespace must not depend on. */
const otherSettings = { LC_ALL: 'C', LANG: 'C', TZ: 'Pacific/Kiritimati' };

async function computeTwice(
  request: Parameters<typeof computeNamespace>[0],
): Promise<[NamespaceExplanation, NamespaceExplanation]> {
  const environment = { ...request.environment, ...otherSettings };
  return Promise.all([
    computeNamespace(request),
    computeNamespace({ ...request, environment, askAgain: true }),
  ]);
}

async function checkWorkspace({ workspace, engine, signal }: CheckContext): Promise<Finding> {
  const { environment } = engine;
  const [one, two] = await computeTwice({ workspace, agent: 'AGENT', environment, signal });
  return compare(workspace, one, two);
}

async function checkAgent({ engine, signal }: CheckContext, agent: Agent): Promise<Finding> {
  const [before, [one, two]] = await Promise.all([
    readExplanation(agent),
    computeTwice({ ...namespaceRequest(engine, agent), signal }),
  ]);
  const repeated = compare(agent.id, one, two);
  if (repeated.result !== 'pass' || before.namespace === one.namespace) return repeated;
  const drift = driftBetween(before, one);
  if (drift.length > 0) {
    const evidence = `${agent.id}: two computations agree; it drifted since the agent was spawned, for known reasons: ${drift.join(', ')}.`;
    return { result: 'pass', evidence };
  }
  return {
    result: 'fail',
    evidence: `${agent.id}: its namespace is ${before.namespace}, and from the same inputs it is now ${one.namespace}.`,
    cure: 'Please report this with the output of "lanekeeper namespace --explain --json".',
  };
}

function compare(what: string, one: NamespaceExplanation, two: NamespaceExplanation): Finding {
  const inputs = one.parts.toolchain.inputs.length + one.parts.project.inputs.length;
  if (one.namespace === two.namespace) {
    return {
      result: 'pass',
      evidence: `${what}: computed twice, with another locale and time zone, from ${countOf(inputs, 'input')}: ${one.namespace} both times.`,
    };
  }
  return {
    result: 'fail',
    evidence: `${what}: ${one.namespace} and, with another locale and time zone, ${two.namespace}: ${driftBetween(one, two).join(', ')}.`,
    cure: 'Make the tool that is named print the same version in every language, or leave files alone while this runs.',
  };
}
