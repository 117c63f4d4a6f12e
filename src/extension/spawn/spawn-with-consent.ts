import { ProgressLocation, window as editor } from 'vscode';
import type { Agent } from '../../core/agent/agent.ts';
import type { ProposedSetup } from '../../core/agent/spawn/permitted-setup.ts';
import type { SpawnRequest } from '../../core/agent/spawn/spawn-request.ts';
import type { Engine } from '../../core/engine.ts';
import { LanekeeperError } from '../../core/error.ts';
import { abortSignal } from '../abort-signal.ts';
import type { Window } from '../commands/command.ts';
import { viewIds } from '../contributions/views.ts';
import { askAboutSetup, askWithoutSteps } from '../setup/ask-about-setup.ts';
import { followSetup } from '../setup/follow-setup.ts';

type Surroundings = Pick<Window, 'access' | 'log'>;

/**
 * Spawns an agent, after asking about the project's steps where nobody has agreed to just these. Null when the user gave
 * it up.
 *
 * @throws LanekeeperError as `Engine.spawn`
 */
export async function spawnWithConsent(
  window: Surroundings,
  request: SpawnRequest,
): Promise<Agent | null> {
  const engine = await window.access.ready();
  for (;;) {
    const wish = await consentTo(engine, request);
    if (wish === null) return null;
    try {
      return await spawnShown(window, { ...request, ...wish });
    } catch (thrown) {
      // Changed while the user read them: what runs is what was read, so it is asked again.
      if (!isCoded(thrown, 'setup-not-agreed')) throw thrown;
    }
  }
}

/** Spawns as the request says, with its progress in sight, and goes on showing the project's steps while they run. */
export async function spawnShown(
  window: Surroundings,
  request: SpawnRequest & { readonly runsSteps?: boolean },
): Promise<Agent> {
  const { runsSteps = false, ...rest } = request;
  const engine = await window.access.ready();
  const agent = await editor.withProgress(
    {
      // Only a notification can be cancelled, which is wanted where it may take long.
      location: runsSteps ? ProgressLocation.Notification : { viewId: viewIds.agents },
      title: 'Spawning an agent',
      cancellable: runsSteps,
    },
    async (progress, token) => {
      const { signal, dispose } = abortSignal(token);
      try {
        return await engine.spawn({
          ...rest,
          signal,
          onProgress: (message) => {
            progress.report({ message });
          },
        });
      } finally {
        dispose();
      }
    },
  );
  window.log.info(`Spawned agent ${agent.id} of type ${agent.type}.`);
  if (!agent.interactive) {
    window.access
      .hold(() => followSetup(engine, agent))
      .catch((thrown: unknown) => {
        window.log.warn(String(thrown));
      });
  }
  return agent;
}

/** How the project's steps are to be treated; null when nothing shall be spawned. */
async function consentTo(
  engine: Engine,
  request: SpawnRequest,
): Promise<{ setup: 'agreed' | 'skip'; runsSteps: boolean } | null> {
  let proposal: ProposedSetup | null;
  try {
    proposal = await engine.setupFor(request);
  } catch (thrown) {
    if (!(thrown instanceof LanekeeperError) || thrown.code !== 'configuration-invalid') {
      throw thrown;
    }
    return (await askWithoutSteps(thrown)) === 'skip' ? { setup: 'skip', runsSteps: false } : null;
  }
  if (!proposal || proposal.agreed) return { setup: 'agreed', runsSteps: proposal !== null };
  switch (await askAboutSetup(request.workspace, proposal)) {
    case 'run':
      await engine.agreeToSetup(request.workspace, proposal);
      return { setup: 'agreed', runsSteps: true };
    case 'skip':
      return { setup: 'skip', runsSteps: false };
    case 'cancel':
      return null;
  }
}

function isCoded(thrown: unknown, code: LanekeeperError['code']): boolean {
  return thrown instanceof LanekeeperError && thrown.code === code;
}
