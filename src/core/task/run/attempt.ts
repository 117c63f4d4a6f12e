import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { OutputObserver } from '../../agent/supervisor/output-observer.ts';
import { commandNotFound } from '../../process/command-fault.ts';
import { findExecutable } from '../../process/find-executable.ts';
import type { ProcessIdentity } from '../../process/identity.ts';
import type { TaskDeclaration } from '../declaration/declaration.ts';
import type { MemoryKills } from './memory-kills.ts';
import type { PeakMemory } from './peak-memory.ts';
import { TaskCommand } from './task-command.ts';
import { TaskLog } from './task-log.ts';

/**
 * How a command ended. `killed`: by a SIGKILL that nobody here sent; `isMemory` where the kernel says that it was for
 * want of memory.
 */
export type AttemptEnding =
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'failed'; readonly exitCode: number }
  | { readonly kind: 'signalled'; readonly signal: NodeJS.Signals }
  | { readonly kind: 'killed'; readonly isMemory: boolean }
  | { readonly kind: 'timed-out'; readonly seconds: number }
  | { readonly kind: 'cancelled' };

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

/** 128 + 9: what a shell says of a command that SIGKILL ended (POSIX sh, 2.8.2). */
const killedInShell = 137;

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
    const ending = judge(task, { exitCode, signal }, tools.kills, {
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

function judge(
  task: TaskDeclaration,
  { exitCode, signal }: { exitCode: number | null; signal: NodeJS.Signals | null },
  kills: MemoryKills,
  { cancelled, timedOut }: { cancelled: boolean; timedOut: boolean },
): AttemptEnding {
  if (exitCode === 0) return { kind: 'succeeded' };
  if (cancelled) return { kind: 'cancelled' };
  if (timedOut) return { kind: 'timed-out', seconds: task.timeoutSeconds ?? 0 };
  if (signal === 'SIGKILL' || exitCode === killedInShell) {
    return { kind: 'killed', isMemory: kills.since() };
  }
  return signal === null
    ? { kind: 'failed', exitCode: exitCode ?? 1 }
    : { kind: 'signalled', signal };
}

/** How an ending that is no success is told, as a sentence. */
export function describeEnding(ending: AttemptEnding): string {
  switch (ending.kind) {
    case 'succeeded':
      return 'It succeeded.';
    case 'failed':
      return `It failed with exit code ${String(ending.exitCode)}.`;
    case 'signalled':
      return `It was ended by ${ending.signal}.`;
    case 'killed':
      return ending.isMemory
        ? 'The kernel killed it because the machine had run out of memory.'
        : 'It was ended by a SIGKILL that Lanekeeper did not send: by a person, or for want of memory.';
    case 'timed-out':
      return `It took longer than the ${String(ending.seconds)} s that it may take.`;
    case 'cancelled':
      return 'It was cancelled.';
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
