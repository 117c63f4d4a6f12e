import { agree, isAgreed, notAgreed } from '../setup/consent.ts';
import { hasSteps, type ProjectSetup, readProjectSetup } from '../setup/project-setup.ts';
import type { CheckoutOrigin } from '../setup/settings-source.ts';
import type { EngineContext } from './context.ts';
import type { SpawnRequest } from './spawn.ts';

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
