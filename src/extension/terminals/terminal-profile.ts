import { TerminalProfile, window } from 'vscode';
import type { Disposable } from '../../core/disposable.ts';
import { terminalProfileId } from '../contributions/views.ts';
import type { EngineAccess } from '../engine-access.ts';
import { showFault } from '../faults.ts';
import type { Logger } from '../log.ts';
import { localFolders, requireTrust } from '../workspace-access.ts';
import type { AgentTerminals } from './agent-terminals.ts';

/** "Lanekeeper Agent" in the list of terminal profiles: a shell that is an agent of its own. */
export function registerTerminalProfile(
  access: EngineAccess,
  terminals: AgentTerminals,
  log: Logger,
): Disposable {
  return window.registerTerminalProfileProvider(terminalProfileId, {
    provideTerminalProfile: async () => {
      try {
        requireTrust();
        const folder = await chooseFolder();
        if (folder === undefined) return undefined;
        return await access.hold(async () => {
          const engine = await access.ready();
          const { spawnWithConsent } = await import('../spawn/spawn-with-consent.ts');
          const request = { workspace: folder, interactive: true };
          const agent = await spawnWithConsent({ access, log }, request);
          if (!agent) return undefined;
          terminals.await(agent);
          return new TerminalProfile(await terminals.options(engine, agent));
        });
      } catch (thrown) {
        showFault(thrown, log);
        return undefined;
      }
    },
  });
}

/** The path of the only folder, or of the one that the user picks; undefined when none was picked. */
async function chooseFolder(): Promise<string | undefined> {
  const [first, ...others] = localFolders();
  if (others.length === 0) return first.uri.fsPath;
  const picked = await window.showQuickPick(
    [first, ...others].map(({ name, uri }) => ({ label: name, description: uri.fsPath })),
    { title: 'Lanekeeper Agent', placeHolder: 'Which folder shall the agent work on?' },
  );
  return picked?.description;
}
