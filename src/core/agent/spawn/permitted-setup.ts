import { realpath } from 'node:fs/promises';
import { agree, isAgreed, notAgreed, revoke } from '../../setup/consent.ts';
import { hasSteps, type ProjectSetup, readProjectSetup } from '../../setup/project-setup.ts';
import type { CheckoutOrigin } from '../../setup/settings-source.ts';
import { type CheckoutRequest, planCheckout } from './checkout-plan.ts';
import type { EngineContext } from '../context.ts';
import type { SpawnRequest } from './spawn-request.ts';

/**
 * The project's setup and teardown steps, if the user has agreed to just these in this workspace. Null when there are
 * none or they are to be left out.
 *
 * @throws LanekeeperError setup-not-agreed, configuration-invalid
 */
export async function permittedSetup(
  { store, environment }: Pick<EngineContext, 'store' | 'environment'>,
  workspace: string,
  origin: CheckoutOrigin,
  { setup: wish = 'agreed', signal }: Pick<SpawnRequest, 'setup' | 'signal'>,
): Promise<ProjectSetup | null> {
  if (wish === 'skip') return null;
  const setup = await readProjectSetup({ workspace, origin, environment, signal });
  if (!setup || !hasSteps(setup) || isAgreed(store, workspace, setup)) return setup;
  if (wish !== 'agree') throw notAgreed(workspace, setup);
  await store.write((transaction) => {
    agree(transaction, workspace, setup);
  });
  return setup;
}

type Context = Pick<EngineContext, 'store' | 'environment'>;

/** Steps as they are shown to the user before they run. */
export interface ProposedSetup extends Pick<
  ProjectSetup,
  'tool' | 'files' | 'setup' | 'teardown' | 'scripts' | 'hash'
> {
  /** Whether the user has agreed to just these. */
  readonly agreed: boolean;
}

/**
 * What would run for an agent that is spawned like this; null when nothing would.
 *
 * @throws LanekeeperError as `planCheckout`; configuration-invalid
 */
export async function proposeSetup(
  context: Context,
  request: CheckoutRequest,
): Promise<ProposedSetup | null> {
  const { store, environment } = context;
  const workspace = await realpath(request.workspace);
  const { origin } = await planCheckout(context, { ...request, workspace });
  const setup = await readProjectSetup({ workspace, origin, environment, signal: request.signal });
  if (!setup || !hasSteps(setup)) return null;
  const { tool, files, setup: before, teardown, scripts, hash } = setup;
  const agreed = isAgreed(store, workspace, setup);
  return { tool, files, setup: before, teardown, scripts, hash, agreed };
}

/** Records that the user agrees to these steps in a workspace. */
export async function agreeToSetup(
  { store }: Context,
  directory: string,
  setup: Pick<ProposedSetup, 'hash'>,
): Promise<void> {
  const workspace = await realpath(directory);
  await store.write((transaction) => {
    agree(transaction, workspace, setup);
  });
}

/** Takes back all that the user agreed to in a workspace. */
export async function revokeSetup({ store }: Context, directory: string): Promise<void> {
  const workspace = await realpath(directory);
  await store.write((transaction) => {
    revoke(transaction, workspace);
  });
}
