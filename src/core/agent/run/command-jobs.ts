import type { ProcessIdentity } from '../../process/identity.ts';
import { JobBroker } from '../../resource/jobserver/broker.ts';
import { jobDirectory } from '../../resource/jobserver/job-directory.ts';
import { type Jobs, openJobs } from '../../resource/jobserver/open-jobs.ts';
import type { Lease } from '../../resource/pool/acquire.ts';
import type { Agent } from '../agent.ts';
import type { EngineContext } from '../context.ts';
import { gatesOf } from '../current-environment.ts';
import { startKeeper } from './start-keeper.ts';

type JobsContext = Pick<
  EngineContext,
  'store' | 'location' | 'onFault' | 'supervisor' | 'environment'
>;

export interface CommandJobs {
  /** What the command's tools find their tokens by. */
  readonly variables: Readonly<Record<string, string>>;
  bind(command: ProcessIdentity): Promise<void>;
  close(): Promise<void>;
}

/** Stands ready to serve the tokens of all commands of this machine; null where there are none to serve. */
export function startBroker(
  context: JobsContext,
  agent: Pick<Agent, 'environment'>,
): JobBroker | null {
  const { store, location, onFault } = context;
  const directory = jobDirectory(location);
  if (directory === null) return null;
  const limits = gatesOf(agent);
  const onUnkept = (): void => {
    startKeeper(context, limits);
  };
  const broker = new JobBroker({ store, limits, directory, onFault, onUnkept });
  broker.start();
  return broker;
}

/**
 * Gives a command of an agent its job server, and stands ready to serve until it ends. A fault on the way costs the
 * command its tokens and not its start.
 */
export async function startJobs(
  context: JobsContext,
  agent: Pick<Agent, 'id' | 'environment'>,
  { purpose, place }: { readonly purpose: string; readonly place: Lease | null },
): Promise<CommandJobs> {
  const jobs = await openTokens(context, agent, purpose, place);
  const broker = jobs === null ? null : startBroker(context, agent);
  return {
    variables: jobs?.variables ?? {},
    bind: async (command) => jobs?.bind(command),
    close: async () => {
      await jobs?.close().catch(context.onFault);
      await broker?.stop().catch(context.onFault);
    },
  };
}

async function openTokens(
  context: JobsContext,
  { id }: Pick<Agent, 'id'>,
  purpose: string,
  place: Lease | null,
): Promise<Jobs | null> {
  const lease = place?.gate === 'COMPILE_JOBS' ? place.id : null;
  try {
    return await openJobs(context, { agent: id, purpose, lease });
  } catch (fault) {
    context.onFault(fault);
    return null;
  }
}
