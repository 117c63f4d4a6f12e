import { type Agent, isLive } from '../../agent/agent.ts';
import { countOf } from '../../quantities.ts';
import { type Check, type Finding, verdictOf } from '../check.ts';
import { contractPaths, processPaths, type WritePath } from '../contract-paths.ts';
import { realpathOrSelf } from '../real-path.ts';
import type { Territory } from '../territory.ts';

interface Claimed extends WritePath {
  readonly agent: Agent;
  readonly real: string;
}

/** No two agents are told to write to one place, by their contracts or by what their processes really run with. */
export const noSharedWritePaths: Check = {
  id: 'pre.no-shared-write-paths',
  stage: 'pre',
  async run({ agents, everyone, survey }) {
    const live = everyone.filter((agent) => isLive(agent.status) || agents.includes(agent));
    const asked = new Set(agents.map(({ uid }) => uid));
    const running = processPaths(live);
    const claims = await Promise.all(
      live.flatMap((agent) =>
        [...contractPaths(agent), ...(running.get(agent.uid) ?? [])].map(async (each) => ({
          ...each,
          agent,
          real: await realpathOrSelf(each.path),
        })),
      ),
    );
    const findings = clashes(claims, survey.territory).filter(({ between }) =>
      between.some((uid) => asked.has(uid)),
    );
    if (findings.length > 0) return verdictOf(findings, '');
    const processes = new Set(claims.flatMap(({ pid }) => pid ?? [])).size;
    const evidence = `Compared ${countOf(claims.length, 'path')} that ${countOf(live.length, 'agent')} and ${countOf(processes, 'process', 'processes')} of theirs may write to: none is given to two.`;
    return verdictOf(
      claims.length === 0 ? [] : [{ result: 'pass', evidence }],
      'There is no agent whose paths could be compared.',
    );
  },
};

/** Each place below which two agents are sent, once. Shared caches are built for it. */
function clashes(
  claims: readonly Claimed[],
  territory: Territory,
): (Finding & { between: string[] })[] {
  const found = new Map<string, Finding & { between: string[] }>();
  for (const claim of claims) {
    if (territory.placeOf(claim.real, claim.agent.uid).kind === 'shared-cache') continue;
    for (const other of claims) {
      if (other.agent.uid <= claim.agent.uid || !overlap(claim.real, other.real)) continue;
      const key = [claim.agent.uid, other.agent.uid, claim.variable, other.variable].join(' ');
      if (found.has(key)) continue;
      found.set(key, {
        result: 'fail',
        evidence: `${describe(claim)} and ${describe(other)} are the same place.`,
        cure: cure(claim, other),
        between: [claim.agent.uid, other.agent.uid],
      });
    }
  }
  return [...found.values()];
}

function overlap(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}

function describe({ agent, variable, path, pid }: Claimed): string {
  const who =
    pid === null ? `the contract of ${agent.id}` : `process ${String(pid)} of ${agent.id}`;
  return `${variable}=${path} of ${who}`;
}

/** Of two, the one whose process departs from its contract is to be put right. */
function cure(one: Claimed, other: Claimed): string {
  const astray = [one, other].find(({ pid, agent, variable, path }) => {
    return pid !== null && agent.environment[variable] !== path;
  });
  if (!astray) return `Spawn ${other.agent.id} again, so that it gets paths of its own.`;
  const { agent, variable } = astray;
  return `Let ${agent.id} keep the ${variable} of its environment contract: remove what sets another, and restart it.`;
}
