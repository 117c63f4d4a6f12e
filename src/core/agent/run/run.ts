import { constants } from 'node:os';
import { inheritedEnvironment } from '../../environment/inherit.ts';
import { startFault, commandNotFound } from '../../process/command-fault.ts';
import { findExecutable } from '../../process/find-executable.ts';
import { identify } from '../../process/identity.ts';
import type { Lease } from '../../resource/pool/acquire.ts';
import type { ResourceClass } from '../../resource/resource-class.ts';
import { insertTask, updateTask } from '../../task/registry.ts';
import type { Task } from '../../task/task.ts';
import type { Agent } from '../agent.ts';
import type { EngineContext } from '../context.ts';
import { currentEnvironment, gatesOf } from '../current-environment.ts';
import { startJobs } from './command-jobs.ts';
import { type Placed, takePlace } from './gate-place.ts';
import { GateWaitNote } from './gate-wait-note.ts';
import { keepBuild } from '../build/keep-build.ts';
import { refreshPackages } from './refresh-packages.ts';

/** SIGHUP too: a terminal that closes must not leave its command behind without its exit code. */
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface RunRequest {
  readonly command: readonly string[];
  readonly class: ResourceClass | null;
  /** Where to run it, absolute. */
  readonly directory: string;
  /** Called with the reason while it waits for a place at the gate of its class. */
  readonly onWait?: (reason: string) => void;
}

/**
 * Runs a command in the agent's environment on this process's own terminal, and returns its exit code, 128 + n when
 * signal n ended it (as shells do: POSIX sh, 2.8.2).
 *
 * @throws LanekeeperError command-not-found, command-failed
 */
export async function runInAgent(
  context: EngineContext,
  agent: Agent,
  { command, class: resourceClass, directory, onWait = () => undefined }: RunRequest,
): Promise<number> {
  const { store, environment: own, onFault } = context;
  const { execa } = await import('execa');
  const [program = '', ...parameters] = command;
  const { environment: contract } = await keepBuild(context, agent);
  const current = currentEnvironment(store, { ...agent, environment: { ...contract } });
  const environment = { ...inheritedEnvironment(own), ...current };
  await refreshPackages(context, agent, environment);
  const file = program.includes('/') ? program : await findExecutable(program, environment);
  if (file === null) throw commandNotFound(program);
  // Before it starts: of a command that runs there is an entry, or it does not run.
  const task = await store.write((transaction) =>
    insertTask(transaction, {
      agent: agent.id,
      origin: 'run',
      name: program,
      command: [...command],
      directory,
      class: resourceClass,
      lock: null,
      unlessExists: null,
      status: 'running',
      reason: null,
      process: null,
      exitCode: null,
      startedAt: new Date().toISOString(),
      endedAt: null,
    }),
  );
  // What the command does counts for more than its entry: a fault here is told, and the exit code is still ours.
  const record = (change: Partial<Task>) =>
    store
      .write((transaction) => updateTask(transaction, task.id, change), { fromReserve: true })
      .catch(onFault);
  const purpose = command.join(' ');
  const place = await takeNotedPlace(
    context,
    agent,
    { class: resourceClass, purpose, directory },
    {
      onWait,
      record,
    },
  );
  const jobs = await startJobs(context, agent, { purpose, place });
  const subprocess = execa(file, parameters, {
    argv0: program,
    cwd: directory,
    env: { ...environment, ...place?.variables, ...jobs.variables },
    extendEnv: false,
    stdio: 'inherit',
    reject: false,
  });
  const forward = (signal: NodeJS.Signals) => {
    // The terminal sends its ^C to the whole foreground group, so the command has it already.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) subprocess.kill(signal);
  };
  for (const signal of forwarded) process.on(signal, forward);
  const { pid } = subprocess;
  const identity = pid === undefined ? null : identify(pid);
  if (identity) await Promise.all([place?.bind(identity), jobs.bind(identity)]).catch(onFault);
  if (identity) await record({ process: identity });
  const result = await subprocess;
  for (const signal of forwarded) process.off(signal, forward);
  await jobs.close();
  await place?.release().catch(onFault);
  const exitCode = result.exitCode ?? (result.signal ? 128 + constants.signals[result.signal] : 1);
  await record({
    status: exitCode === 0 ? 'done' : 'failed',
    reason: result.signal ? `Ended by ${result.signal}.` : null,
    exitCode,
    endedAt: new Date().toISOString(),
  });
  if (result.exitCode === undefined && !result.signal) throw startFault(program, result.cause);
  return exitCode;
}

/** The command's place at its gate; its entry says what it waits for, and counts from when it had it. */
async function takeNotedPlace(
  { store, onFault }: EngineContext,
  agent: Agent,
  placed: Placed,
  part: {
    readonly onWait: (reason: string) => void;
    readonly record: (change: Partial<Task>) => Promise<unknown>;
  },
): Promise<Lease | null> {
  if (placed.class === null) return null;
  const note = new GateWaitNote({
    ...{ class: placed.class, reason: null, onFault },
    write: (change) =>
      part.record(change.wait?.until ? { ...change, startedAt: change.wait.until } : change),
  });
  const place = await takePlace({ store, limits: gatesOf(agent) }, agent, placed, {
    onWait: (reason) => {
      part.onWait(reason);
      note.waits(reason);
    },
  });
  await note.isThrough();
  return place;
}
