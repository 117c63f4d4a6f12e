import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { OutputObserver } from '../../agent/supervisor/output-observer.ts';
import { commandNotFound } from '../../process/command-fault.ts';
import { findExecutable } from '../../process/find-executable.ts';
import type { ProcessIdentity } from '../../process/identity.ts';
import type { TaskDeclaration } from '../declaration/declaration.ts';
import type { MemoryKills } from './memory-kills.ts';
import type { PeakMemory } from './peak-memory.ts';
import { type AttemptEnding, endingOf } from './attempt-ending.ts';
import { TaskCommand } from './task-command.ts';
import { TaskLog } from './task-log.ts';

export interface AttemptOutcome {
  readonly ending: AttemptEnding;
  readonly milliseconds: number;
  readonly peakBytes: number | null;
  /** File with what was printed, null if that was nothing. */
  readonly log: string | null;
}

/** What attempts of one run share. */
export interface AttemptTools {
  readonly secrets: ReadonlySet<string>;
  readonly memory: PeakMemory;
  readonly kills: MemoryKills;
  readonly graceMs: number;
  /** Files of programs that were found before, by PATH and name. */
  readonly programs: Map<string, string>;
  /** Hears what tasks print, by name. */
  readonly onOutput?: ((name: string, chunk: Uint8Array) => void) | undefined;
  /** Reads what a command tells of its agent; null where it runs for nobody's. */
  readonly observe: ((command: readonly string[]) => OutputObserver) | null;
}

export interface AttemptRequest {
  readonly task: TaskDeclaration;
  readonly checkout: string;
  /** The whole environment, with the marker. */
  readonly environment: Readonly<Record<string, string>>;
  readonly uid: string;
  /** Absolute. */
  readonly logPath: string;
  readonly cancel: AbortSignal;
  /** Hears of the command's process once there is one. */
  readonly onStart: (command: ProcessIdentity) => void;
}

/**
 * Runs a task's command once.
 *
 * @throws LanekeeperError command-not-found, directory-missing, command-failed
 */
export async function runAttempt(
  tools: AttemptTools,
  { task, checkout, environment, uid, logPath, cancel, onStart }: AttemptRequest,
): Promise<AttemptOutcome> {
  const observer = tools.observe?.(task.command);
  const log = new TaskLog(logPath, tools.secrets, (chunk, stream) => {
    tools.onOutput?.(task.name, chunk);
    observer?.read(chunk, stream);
  });
  const command = new TaskCommand({
    file: await findProgram(tools.programs, task.command[0] ?? '', environment),
    command: task.command,
    directory: path.join(checkout, task.directory),
    environment,
    uid,
    onOutput: (chunk, stream) => log.write(chunk, stream),
  });
  const overtime = new AbortController();
  const stopping: Promise<void>[] = [];
  const stop = () => {
    if (stopping.length === 0) stopping.push(command.stop(tools.graceMs));
  };
  const limit =
    task.timeoutSeconds === null
      ? undefined
      : setTimeout(() => {
          overtime.abort();
          stop();
        }, task.timeoutSeconds * 1000);
  cancel.addEventListener('abort', stop, { once: true });
  const start = performance.now();
  try {
    const running = command.run();
    const { identity } = command;
    if (identity) {
      tools.memory.add(identity);
      onStart(identity);
    }
    // The request may have come while the program was looked for.
    if (cancel.aborted) stop();
    const { exitCode, signal } = await running;
    const milliseconds = performance.now() - start;
    const peakBytes = identity && tools.memory.take(identity);
    // What it started may outlive it: a shell's background jobs ignore SIGINT (POSIX, Shell Command Language, 2.11).
    await Promise.all(stopping);
    const wasStopped = stopping.length > 0 && exitCode !== 0;
    const ending = endingOf(task, { exitCode, signal }, tools.kills, {
      cancelled: wasStopped && cancel.aborted,
      timedOut: wasStopped && overtime.signal.aborted,
    });
    return { ending, milliseconds, peakBytes, log: await log.close() };
  } finally {
    clearTimeout(limit);
    cancel.removeEventListener('abort', stop);
    command.dispose();
    await observer?.end();
  }
}

const backoff = { firstMs: 500, longestMs: 30_000 } as const;

/** Waits before another attempt, twice as long each time; false when it was cancelled meanwhile. */
export async function backOff(retry: number, cancel: AbortSignal): Promise<boolean> {
  const pause = Math.min(backoff.firstMs * 2 ** (retry - 1), backoff.longestMs);
  // Jitter, so that tasks that failed together do not come back together.
  const wait = delay(pause * (0.75 + Math.random() / 2), true, { signal: cancel });
  return wait.catch(() => false);
}

async function findProgram(
  known: Map<string, string>,
  program: string,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  // One with a slash is left to the system, relative to where it runs.
  if (program.includes('/')) return program;
  const key = `${environment['PATH'] ?? ''}\0${program}`;
  const found = known.get(key) ?? (await findExecutable(program, environment));
  if (found === null) throw commandNotFound(program);
  known.set(key, found);
  return found;
}
