import type { RunOptions } from './run-options.ts';
import { existsSync } from 'node:fs';
import { absorbSccacheLog } from '../../cache/absorb-sccache-log.ts';
import { forgetStamp, noteStamp, readStamp } from '../../environment/step-stamp.ts';
import { noteInstall, readInstall } from '../../environment/node/install-stamp.ts';
import { cratesToFetch, noteUnneeded } from '../../environment/rust/unneeded-crates.ts';
import { inheritedEnvironment } from '../../environment/inherit.ts';
import { LanekeeperError } from '../../error.ts';
import { locate } from '../../location.ts';
import { BoundedLog } from '../../process/bounded-log.ts';
import { SupervisedCommand } from '../../process/command.ts';
import { secretsOf } from '../../process/secrets.ts';
import { writePatiently } from '../../store/patient-write.ts';
import type { Store } from '../../store/store.ts';
import { listTasks, updateTask } from '../../task/registry.ts';
import type { Task } from '../../task/task.ts';
import { plainText } from '../../terminal/plain-text.ts';
import type { Agent } from '../agent.ts';
import { startJobs } from '../run/command-jobs.ts';
import { currentEnvironment } from '../current-environment.ts';
import type { Ending } from '../end/ending.ts';
import { InstallWatch } from './install-watch.ts';
import { logPath } from '../log-path.ts';
import { runWithinMemory } from '../build/memory-build.ts';
import { OutputRecorder } from './output-recorder.ts';
import { withReadersTold } from '../run/readers.ts';
import { readAgent } from '../registry.ts';
import { runSeedTask } from './seed-agent.ts';
import { holdTaskLock } from './task-lock.ts';
import { takeTaskPlace } from './task-place.ts';
import type { TaskResult } from './task-result.ts';

/** Where the output of an agent's tasks goes. */
export function openOutput(
  store: Store,
  agent: Agent,
  { environment, onFault }: Pick<RunOptions, 'environment' | 'onFault'>,
): OutputRecorder {
  const log = new BoundedLog({ path: logPath(agent) });
  const secrets = secretsOf({ ...inheritedEnvironment(environment), ...agent.environment });
  return new OutputRecorder(store, agent, log, secrets, onFault);
}

/** Runs an agent's waiting tasks in order until one fails or the agent is stopped. */
export async function runTasks(store: Store, agent: Agent, options: RunOptions): Promise<Ending> {
  const tasks = listTasks(store, agent.id).filter((task) => task.status === 'waiting');
  const output = openOutput(store, agent, options);
  const { environment, onFault } = options;
  const location = locate(environment);
  const installs = new InstallWatch({ store, location, agent, output, onFault });
  installs.start();
  try {
    let result: TaskResult = { exitCode: 0, signal: null, reason: 'exited' };
    for (const task of tasks) {
      if (options.stop.aborted) return stopped(null);
      const run = task.stage === 'seed' ? runSeedTask : task.optional ? runOptional : runOwn;
      // Its build directory may have moved meanwhile.
      const current = readAgent(store, agent.id) ?? agent;
      result = await run(store, current, task, output, options);
      if (result.reason === 'stopped') return stopped(result.exitCode);
      const isMain = task === tasks.findLast(({ stage }) => stage === undefined);
      if (result.exitCode !== 0) return failed(task, result, isMain);
    }
    return { status: 'done', reason: null, exitCode: result.exitCode };
  } catch (thrown) {
    // A stop that comes before a command has started shows as an interruption.
    if (options.stop.aborted) return stopped(null);
    throw thrown;
  } finally {
    await installs.stop();
    await output.close();
  }
}

function runOwn(
  store: Store,
  agent: Agent,
  task: Task,
  output: OutputRecorder,
  options: RunOptions,
): Promise<TaskResult> {
  return runWithinMemory(store, agent, task, output, options, runTask);
}

/** Runs what is good to have: a fault of it is in the task and the log, and does not count. */
async function runOptional(
  store: Store,
  agent: Agent,
  task: Task,
  output: OutputRecorder,
  options: RunOptions,
): Promise<TaskResult> {
  const result = await runTask(store, agent, task, output, options).catch((fault: unknown) => {
    if (fault instanceof LanekeeperError && fault.code !== 'interrupted') return null;
    throw fault;
  });
  if (result?.exitCode === 0 || result?.reason === 'stopped') return result;
  await output.announce(`${plainText(task.name)} failed. The agent goes on without it.`);
  return { exitCode: 0, signal: null, reason: 'exited' };
}

/** Runs one task of an agent and records how it ended. */
export async function runTask(
  store: Store,
  agent: Agent,
  task: Task,
  output: OutputRecorder,
  options: RunOptions,
): Promise<TaskResult> {
  const lock =
    task.lock === null
      ? null
      : await holdTaskLock(store, agent, { ...task, lock: task.lock }, output, options);
  try {
    // Asked only now: whoever held the lock before may have done it.
    const install = task.install ? await readInstall(task.install) : null;
    const stamp = task.stamp ? await readStamp(task.stamp, task.command) : null;
    const { crates } = task;
    const missing = crates ? await cratesToFetch(crates) : null;
    const isThere = task.unlessExists !== null && existsSync(task.unlessExists);
    const isDone = isThere || missing?.length === 0;
    if (isDone || install?.isInstalled || stamp?.outcome === 'done') {
      const done = { exitCode: 0, signal: null, reason: 'exited' } as const;
      await recordResult(store, task, options.onFault, done);
      return done;
    }
    if (task.stamp) await forgetStamp(task.stamp);
    const command = () => runCommand(store, agent, task, output, options);
    const result = await (task.install
      ? withReadersTold(store, agent, task, options.onFault, command)
      : command());
    if (task.stamp && stamp && result.reason !== 'stopped') {
      const outcome = result.exitCode === 0 ? 'done' : 'failed';
      await noteStamp(task.stamp, stamp.fingerprint, outcome).catch(options.onFault);
    }
    if (crates && result.exitCode === 0) await noteUnneeded(crates).catch(options.onFault);
    if (task.install && install && result.exitCode === 0) {
      await noteInstall(task.install, install.inputs).catch(options.onFault);
    }
    return result;
  } catch (fault) {
    // What stands in the way of the command is told where its output would be.
    if (fault instanceof LanekeeperError && fault.code !== 'interrupted') {
      await recordFault(store, task, output, fault, options.onFault);
    }
    throw fault;
  } finally {
    lock?.dispose();
  }
}

async function runCommand(
  store: Store,
  agent: Agent,
  task: Task,
  output: OutputRecorder,
  { environment, supervisor, graceMs, stop, onFault }: RunOptions,
): Promise<TaskResult> {
  await output.announce(plainText(task.command.join(' ')));
  if (task.reason !== null) await output.announce(plainText(task.reason));
  const place = await takeTaskPlace(store, agent, task, output, { stop, onFault });
  const context = { store, location: locate(environment), environment, supervisor, onFault };
  const jobs = await startJobs(context, agent, { purpose: task.command.join(' '), place });
  output.begin(task.command);
  const command = new SupervisedCommand({
    command: task.command,
    cwd: task.directory,
    environment: {
      ...inheritedEnvironment(environment),
      ...currentEnvironment(store, agent),
      ...place?.variables,
      ...jobs.variables,
    },
    onOutput: (chunk, stream) => output.write(chunk, stream),
    onFault,
  });
  let stopping: Promise<unknown> = Promise.resolve();
  const stopCommand = () => {
    stopping = command.stop({ uid: agent.uid, graceMs, exclude: [process.pid] }).catch(onFault);
  };
  const overtime = new AbortController();
  let limit: NodeJS.Timeout | undefined;
  try {
    const identity = await command.start();
    stop.addEventListener('abort', stopCommand, { once: true });
    // The request may have come while the command was starting.
    if (stop.aborted) stopCommand();
    if (task.limitSeconds !== undefined) {
      limit = setTimeout(() => {
        if (!stop.aborted) overtime.abort();
        stopCommand();
      }, task.limitSeconds * 1000);
    }
    await record(store, task, onFault, {
      status: 'running',
      process: identity,
      startedAt: new Date().toISOString(),
    });
    // It runs: a full disk may cost others what they know of its places, and never its exit code.
    await Promise.all([place?.bind(identity).catch(onFault), jobs.bind(identity).catch(onFault)]);
    const ended = await command.result;
    clearTimeout(limit);
    // What it started may outlive it: a shell's background jobs ignore SIGINT (POSIX, Shell Command Language, 2.11).
    await stopping;
    // What ends by itself in the very moment was in time.
    const timedOut = overtime.signal.aborted && ended.reason === 'stopped';
    const result: TaskResult = timedOut ? { ...ended, exitCode: null, reason: 'timed-out' } : ended;
    await output.settle();
    await absorbSccacheLog(store).catch(onFault);
    if (timedOut) await output.announce(`${overdue(task)} It was stopped.`);
    await recordResult(store, task, onFault, result);
    return result;
  } finally {
    clearTimeout(limit);
    stop.removeEventListener('abort', stopCommand);
    command.dispose();
    await jobs.close();
    await place?.release().catch(onFault);
  }
}

async function recordFault(
  store: Store,
  task: Task,
  output: OutputRecorder,
  { message, cure }: LanekeeperError,
  onFault: RunOptions['onFault'],
): Promise<void> {
  await output.announce(`${message} ${cure}`);
  await record(store, task, onFault, {
    status: 'failed',
    reason: message,
    endedAt: new Date().toISOString(),
  });
}

/** Neither a full disk nor a busy database ends a command, and how it ended must not be lost to one. */
async function record(
  store: Store,
  task: Task,
  onFault: RunOptions['onFault'],
  change: Parameters<typeof updateTask>[2],
): Promise<void> {
  await writePatiently(store, (transaction) => updateTask(transaction, task.id, change), onFault);
}

async function recordResult(
  store: Store,
  task: Task,
  onFault: RunOptions['onFault'],
  result: TaskResult,
): Promise<void> {
  await record(store, task, onFault, {
    status: result.reason === 'stopped' ? 'stopped' : result.exitCode === 0 ? 'done' : 'failed',
    reason:
      result.reason === 'signalled'
        ? `Ended by ${result.signal ?? 'a signal'}.`
        : result.reason === 'timed-out'
          ? overdue(task)
          : null,
    exitCode: result.exitCode,
    endedAt: new Date().toISOString(),
  });
}

function stopped(exitCode: number | null): Ending {
  return { status: 'stopped', reason: 'Stopped on request.', exitCode };
}

function overdue({ limitSeconds = 0 }: Task): string {
  return `It took longer than the ${String(limitSeconds)} s that it may take.`;
}

function failed(task: Task, result: TaskResult, isMain: boolean): Ending {
  const how =
    result.reason === 'signalled'
      ? `was ended by ${result.signal ?? 'a signal'}`
      : result.reason === 'timed-out'
        ? `took longer than the ${String(task.limitSeconds ?? 0)} s that it may take`
        : `failed with exit code ${String(result.exitCode)}`;
  return {
    status: 'failed',
    reason: isMain ? `Its command ${how}.` : `Its step "${task.name}" ${how}.`,
    exitCode: result.exitCode,
  };
}
