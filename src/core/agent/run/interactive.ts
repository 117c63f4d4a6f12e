import { LanekeeperError } from '../../error.ts';
import { closeContention, listOpenContention } from '../../contention/registry.ts';
import { identify } from '../../process/identity.ts';
import { type Agent, isLive } from '../agent.ts';
import type { EngineContext } from '../context.ts';
import { recordEnding } from '../end/ending.ts';
import { updateAgent } from '../registry.ts';
import { followContention } from '../supervisor/waiting.ts';

/** Makes the shell with this pid the agent's own. */
export async function attachTerminal(
  { store }: EngineContext,
  agent: Agent,
  pid: number,
): Promise<void> {
  const process = identify(pid);
  if (!process) {
    throw new LanekeeperError(
      'agent-not-running',
      `The terminal of agent "${agent.id}" ended before it could be attached (pid ${String(pid)}).`,
      'Open its terminal again.',
    );
  }
  await store.write((transaction) =>
    updateAgent(transaction, agent, () => ({
      process,
      status: 'idle',
      statusReason: null,
      exitCode: null,
      endedAt: null,
    })),
  );
}

/** Records whether something runs in the agent's terminal. Where nothing does, nothing waits either. */
export async function setInteractiveStatus(
  { store }: EngineContext,
  agent: Agent,
  status: 'running' | 'idle',
): Promise<void> {
  await store.write((transaction) => {
    // A report from the terminal may arrive after its end.
    updateAgent(transaction, agent, (current) =>
      isLive(current.status) ? { status, statusReason: null } : {},
    );
    const open = listOpenContention(transaction, agent.id);
    if (status === 'running') {
      // What it prints may have been read before the report that it runs.
      followContention(transaction, agent.id, open);
      return;
    }
    for (const wait of open) {
      if (wait.stream === 'terminal') closeContention(transaction, wait);
    }
  });
}

export async function terminalClosed(
  { store }: EngineContext,
  agent: Agent,
  exitCode: number | undefined,
): Promise<void> {
  await store.write((transaction) =>
    recordEnding(transaction, agent, {
      status: 'stopped',
      reason: 'Its terminal was closed.',
      exitCode: exitCode ?? null,
    }),
  );
}
