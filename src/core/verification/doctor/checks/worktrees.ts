import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { listWorktrees } from '../../../checkout/list-worktrees.ts';
import { type Finding, verdictOf } from '../../check.ts';
import { gitPlaces } from '../../git-places.ts';
import { realpathOrSelf } from '../../real-path.ts';
import type { DoctorCheck, DoctorContext } from '../doctor-check.ts';

/** Every worktree that Lanekeeper made belongs to an agent, and every record of one in git to a folder that there is. */
export const worktrees: DoctorCheck = {
  id: 'interference.worktrees',
  stage: 'interference',
  async run(context) {
    const [left, gone] = await Promise.all([leftWorktrees(context), goneWorktrees(context)]);
    const findings = [...left.findings, ...gone.findings];
    if (findings.length > 0) return verdictOf(findings, '');
    const evidence = `Each of ${String(left.count)} worktrees in ${context.engine.location.worktrees} belongs to an agent, and each of ${String(gone.count)} that git knows is there.`;
    return verdictOf([{ result: 'pass', evidence }], '');
  },
};

interface Looked {
  readonly count: number;
  readonly findings: readonly Finding[];
}

async function leftWorktrees({ engine: { location }, agents }: DoctorContext): Promise<Looked> {
  const owned = new Set(await Promise.all(agents.map((agent) => realpathOrSelf(agent.path))));
  const repositories = await readdir(location.worktrees).catch(() => []);
  const folders = await Promise.all(
    repositories.map(async (repository) => {
      const parent = path.join(location.worktrees, repository);
      return (await readdir(parent).catch(() => [])).map((name) => path.join(parent, name));
    }),
  );
  const all = await Promise.all(folders.flat().map((folder) => realpathOrSelf(folder)));
  const findings = all
    .filter((folder) => !owned.has(folder))
    .map((folder): Finding => ({
      result: 'fail',
      evidence: `${folder} belongs to no agent; the work in it was kept.`,
      cure: `Take what you need of it, then: git worktree remove ${folder}.`,
    }));
  return { count: all.length, findings };
}

async function goneWorktrees({ engine, workspace }: DoctorContext): Promise<Looked> {
  if ((await gitPlaces(workspace)) === null) return { count: 0, findings: [] };
  const listed = await listWorktrees({ cwd: workspace, environment: engine.environment });
  const findings = listed
    .filter(({ prunable }) => prunable !== null)
    .map((worktree): Finding => ({
      result: 'fail',
      evidence: `git still knows ${worktree.path}: ${worktree.prunable ?? ''}.`,
      cure: `Let git forget it, which also frees its branch: git -C ${workspace} worktree prune.`,
    }));
  return { count: listed.length, findings };
}
