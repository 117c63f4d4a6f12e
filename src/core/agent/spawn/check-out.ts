import { createOwnedRoot } from '../../artifact/marker.ts';
import type { OwnedRoot } from '../../artifact/owned-root.ts';
import { copyIncluded, type IncludeReport } from '../../checkout/copy-included.ts';
import { includePatterns, readIncludeFile } from '../../checkout/included-files.ts';
import {
  createWorktree,
  planWorktree,
  type Worktree,
  type WorktreePlan,
} from '../../checkout/worktree.ts';
import type { ProjectSetup } from '../../setup/project-setup.ts';
import type { Agent } from '../agent.ts';
import type { CheckoutPlan } from './checkout-plan.ts';
import type { EngineContext } from '../context.ts';
import { updateAgent } from '../registry.ts';
import type { SpawnRequest } from './spawn-request.ts';

/** Where an agent works. Paths absolute. */
export interface CheckedOut {
  /** The top of the checkout; of a shared one without a setup, which alone needs it, the workspace. */
  readonly root: string;
  /** The workspace's counterpart in it. */
  readonly path: string;
  /** Its branch; null in a shared checkout and with a detached HEAD. */
  readonly branch: string | null;
  /** What was copied along; null when nothing is to be. */
  readonly included: IncludeReport | null;
}

/**
 * Makes or takes the checkout of a reserved agent. A worktree that is made is in the registry before it is made; one
 * that is adopted never is, so that nothing will ever delete it.
 *
 * @throws LanekeeperError checkout-failed, input-too-large, toolchain-missing, interrupted
 */
export async function checkOut(
  context: EngineContext,
  agent: Agent,
  plan: CheckoutPlan,
  setup: ProjectSetup | null,
  watch: Pick<SpawnRequest, 'signal' | 'onProgress'>,
): Promise<CheckedOut> {
  const { environment } = context;
  const { signal } = watch;
  if (plan.existing) {
    const { worktree, path } = plan.existing;
    return { root: worktree.root, path, branch: worktree.branch, included: null };
  }
  if (plan.checkout === 'shared') {
    const root = setup?.root ?? agent.workspace;
    return { root, path: agent.workspace, branch: null, included: null };
  }
  const planned = await planWorktree({
    workspace: agent.workspace,
    agent: agent.id,
    location: context.location,
    environment,
    signal,
  });
  const worktree = await makeWorktree(context, agent, planned, watch);
  const included = await include(context, planned, setup, watch);
  return { root: worktree.root, path: worktree.path, branch: worktree.branch, included };
}

async function makeWorktree(
  { store }: EngineContext,
  agent: Agent,
  plan: WorktreePlan,
  { signal, onProgress }: Pick<SpawnRequest, 'signal' | 'onProgress'>,
): Promise<Worktree> {
  const root: OwnedRoot = { kind: 'worktree', path: plan.root, uid: agent.uid };
  await store.write((transaction) =>
    updateAgent(transaction, agent, ({ roots }) => ({ roots: [...roots, root] })),
  );
  onProgress?.('Checking out a worktree');
  const worktree = await createWorktree(plan, {
    signal,
    onWait: () => onProgress?.('Waiting for another agent’s worktree of this repository'),
  });
  await createOwnedRoot(root.kind, root.path, root.uid, agent.id);
  for (const warning of worktree.warnings) onProgress?.(warning);
  return worktree;
}

/** Copies the ignored files that `.worktreeinclude` names, or what another program's settings name in its place. */
async function include(
  { environment, configuration: { worktreeInclude } }: EngineContext,
  { repository, root }: WorktreePlan,
  setup: ProjectSetup | null,
  { signal, onProgress }: Pick<SpawnRequest, 'signal' | 'onProgress'>,
): Promise<IncludeReport | null> {
  const [source = ''] = setup?.files ?? [];
  const patterns =
    (await readIncludeFile(repository.top)) ??
    (setup && setup.include.length > 0 ? includePatterns(source, setup.include) : null);
  if (!patterns) return null;
  onProgress?.(`Copying what ${patterns.source} names`);
  return copyIncluded({
    patterns,
    from: repository.top,
    to: root,
    environment,
    limits: { files: worktreeInclude.maxFiles, bytes: worktreeInclude.maxMegabytes * 1_000_000 },
    signal,
  });
}
