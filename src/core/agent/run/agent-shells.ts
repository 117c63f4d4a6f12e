import { identify, type ProcessIdentity, readProcessEntry } from '../../process/identity.ts';
import { isLeaseFree } from '../../store/lease.ts';
import { openJobs } from '../../resource/jobserver/open-jobs.ts';
import { jobVariables } from '../../resource/jobserver/job-variables.ts';
import { keeperRole, shellPurpose } from '../../resource/jobserver/shell-jobs.ts';
import { listLeases, updateLease } from '../../resource/pool/lease-table.ts';
import type { Agent } from '../agent.ts';
import type { EngineContext } from '../context.ts';
import { currentEnvironment, gatesOf } from '../current-environment.ts';
import { findAgent } from '../registry.ts';
import { startKeeper } from './start-keeper.ts';

/**
 * Job servers of shells, one for all that is started in a shell. Served by a process of its own until the shell's session
 * ends, since nobody else may be there for so long.
 */
export class AgentShells {
  readonly #context: EngineContext;

  constructor(context: EngineContext) {
    this.#context = context;
  }

  /**
   * An agent's environment contract, with a job server.
   *
   * @param session the leader of the shell's session; null where the shell does not run yet, see `bind`
   * @throws LanekeeperError agent-not-found
   */
  async environment(id: string, session: ProcessIdentity | null): Promise<Record<string, string>> {
    const { store } = this.#context;
    const agent = findAgent(store, id);
    const fifo = session && this.#known(agent, session);
    const jobs = fifo
      ? { variables: jobVariables(fifo) }
      : await openJobs(this.#context, {
          agent: agent.id,
          purpose: shellPurpose,
          lease: null,
          ...(session && { command: session }),
        });
    if (jobs && isLeaseFree(store, keeperRole)) startKeeper(this.#context, gatesOf(agent));
    return { ...currentEnvironment(store, agent), ...jobs?.variables };
  }

  /** Makes a shell that has been started the owner of the job server that its environment names. */
  async bind(fifo: string, pid: number): Promise<void> {
    const command = identify(pid);
    if (!command) return;
    await this.#context.store.write((transaction) => {
      const lease = listLeases(transaction).find(({ tokens }) => tokens?.fifo === fifo);
      if (lease?.command === null) updateLease(transaction, lease.id, { command, owner: command });
    });
  }

  /** That of a shell that has been given one before. */
  #known(agent: Agent, { pid, startTime }: ProcessIdentity): string | null {
    const lease = listLeases(this.#context.store).find(
      ({ agent: owner, command, tokens }) =>
        tokens?.builder === null &&
        owner === agent.id &&
        command?.pid === pid &&
        command.startTime === startTime,
    );
    return lease?.tokens?.fifo ?? null;
  }
}

/** The leader of the session that this process was started in: the shell, where it was called from one. */
export function ownSession(): ProcessIdentity | null {
  const session = readProcessEntry(process.pid)?.session ?? 0;
  return session > 1 ? identify(session) : null;
}
