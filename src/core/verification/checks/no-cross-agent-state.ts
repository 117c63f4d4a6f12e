import { type Agent, isLive } from '../../agent/agent.ts';
import { isZombie } from '../../process/process-entry.ts';
import { AgentProcesses } from '../../process/agent-processes.ts';
import { readProcessTable } from '../../process/process-table.ts';
import { listTasks } from '../../task/registry.ts';
import { countOf } from '../../quantities.ts';
import { ChangeScan } from '../change-scan.ts';
import { type Check, type CheckContext, type Finding, verdictOf } from '../check.ts';
import { auditedAgent } from '../lives.ts';
import { realpathOrSelf } from '../real-path.ts';

/** Changes of what an ended agent left behind that are named, at most. */
const shown = 5;

/**
 * What an agent leaves behind stays as it was: nothing in its directories changed after its end. Told by the change
 * times of all that lies there, so that no write by another agent is missed, whatever its length.
 */
export const noCrossAgentState: Check = {
  id: 'post.no-cross-agent-state',
  stage: 'post',
  async run(context) {
    const ended = context.agents.filter(({ status }) => !isLive(status));
    const findings = await Promise.all(ended.map((agent) => check(context, agent)));
    return verdictOf(findings.flat(), 'No agent has ended that was not cleaned.');
  },
};

async function check({ engine, everyone }: CheckContext, agent: Agent): Promise<Finding[]> {
  const known = (one: Agent) => auditedAgent(one, listTasks(engine.store, one.id));
  const self = known(agent);
  const places = await Promise.all(
    agent.roots.filter(({ kind }) => kind !== 'worktree').map((root) => realpathOrSelf(root.path)),
  );
  if (places.length === 0) return [];
  const end = Math.max(...self.lives.map(({ until }) => until));
  const others = everyone.filter(({ uid }) => uid !== agent.uid).map(known);
  const { writes, coverage, changed } = await new ChangeScan({ places, since: end }).scan(others);
  if (changed.length === 0) {
    const evidence = `${agent.id}: nothing in its directories changed since its end. ${coverage.note}`;
    return [{ result: coverage.isComplete ? 'pass' : 'unknown', evidence }];
  }
  const named = `${agent.id}: ${countOf(changed.length, 'entry', 'entries')} of its directories changed after its end, such as ${changed.slice(0, shown).join(', ')}`;
  const writers = new Set(writes.map((write) => write.agent));
  const suspects = everyone.filter(({ uid }) => writers.has(uid)).map(({ id }) => id);
  if (leftBehind(agent)) {
    const evidence = `${named}; processes that it left behind still run, and may have written that.`;
    const cure = `Stop them with "lanekeeper clean --stop ${agent.id}", or leave them and ask again.`;
    return [{ result: 'unknown', evidence, cure }];
  }
  if (suspects.length === 0) {
    const evidence = `${named}; no other agent was at work then, so that it was none of them.`;
    return [{ result: 'unknown', evidence, cure: 'See what else writes there.' }];
  }
  return [
    {
      result: 'fail',
      evidence: `${named}, while ${suspects.join(' and ')} was at work.`,
      cure: `Correct the paths that ${suspects.join(' or ')} was given; it may write below its own namespace only.`,
    },
  ];
}

function leftBehind(agent: Agent): boolean {
  const table = process.platform === 'win32' ? [] : readProcessTable();
  const found = new AgentProcesses().find([{ uid: agent.uid, process: null }], table);
  return (found.get(agent.uid) ?? []).some((entry) => !isZombie(entry));
}
