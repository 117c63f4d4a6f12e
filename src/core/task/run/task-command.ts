import { type ChildProcess, spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { Disposable } from '../../disposable.ts';
import { AgentProcesses } from '../../process/agent-processes.ts';
import { directoryMissing, startFault } from '../../process/command-fault.ts';
import type { OutputStream } from '../../process/command-output.ts';
import { identify, type ProcessIdentity } from '../../process/identity.ts';
import { stopTree } from '../../process/stop-tree.ts';
import { readTaskMarker } from './task-marker.ts';

export interface TaskCommandOptions {
  /** The program's file, and what it is called with, its own name first. */
  readonly file: string;
  readonly command: readonly string[];
  /** Absolute. */
  readonly directory: string;
  /** The whole environment, with the marker. */
  readonly environment: Readonly<Record<string, string>>;
  /** The claim it runs under. */
  readonly uid: string;
  /** The stream is not read while a returned promise is pending. */
  readonly onOutput: (chunk: Uint8Array, stream: OutputStream) => Promise<void> | null;
}

export interface CommandEnding {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What was in a pipe when its writer ended is readable at once, so silence means that there is nothing left; ms. */
const silenceMs = 100;

/** More than a pipe holds unless an administrator raised the limit (pipe(7)); bytes. */
const capacityBytes = 1024 * 1024;

/**
 * The command of a task: as `SupervisedCommand` in a session of its own, stopped with its whole tree, read until it has
 * ended and all that it wrote was delivered. Starts with a third of the work that execa does, which hundreds of small
 * tasks feel (docs/tasks.md).
 */
export class TaskCommand implements Disposable {
  readonly #options: TaskCommandOptions;
  #child: ChildProcess | null = null;
  #identity: ProcessIdentity | null = null;
  #received = 0;
  #delivering = 0;

  constructor(options: TaskCommandOptions) {
    this.#options = options;
  }

  /** Null before `run`, and for a command that could not be started. */
  get identity(): ProcessIdentity | null {
    return this.#identity;
  }

  /**
   * Starts the command and waits for its end.
   *
   * @throws LanekeeperError command-not-found, directory-missing, command-failed
   */
  async run(): Promise<CommandEnding> {
    const { command, file, directory, environment } = this.#options;
    const [program = '', ...parameters] = command;
    const child = launch(program, () =>
      spawn(file, parameters, {
        argv0: program,
        cwd: directory,
        env: environment,
        // A session of its own: out of reach of a ^C in the caller's terminal.
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
        windowsHide: true,
      }),
    );
    this.#child = child;
    const ended = new Promise<CommandEnding>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (exitCode, signal) => {
        resolve({ exitCode, signal });
      });
    });
    const closed = new Promise<'closed'>((resolve) => {
      child.once('close', () => {
        resolve('closed');
      });
    });
    this.#read(child.stdout, 'stdout');
    this.#read(child.stderr, 'stderr');
    // Nothing was awaited since the start, so node has not reaped the process and the pid is still its own.
    if (child.pid !== undefined) this.#identity = identify(child.pid);
    try {
      const ending = await ended;
      await this.#drained(closed);
      return ending;
    } catch (fault) {
      if (!isDirectory(directory)) throw directoryMissing(directory, fault);
      throw startFault(program, fault);
    }
  }

  /** Stops the tree as `stopTree` does; daemons that left it are found by their marker. */
  async stop(graceMs: number): Promise<void> {
    await stopMarked(this.#options.uid, this.#identity, graceMs);
  }

  dispose(): void {
    this.#child?.stdout?.destroy();
    this.#child?.stderr?.destroy();
  }

  #read(stream: Readable | null, name: OutputStream): void {
    stream?.on('data', (chunk: Buffer) => {
      this.#received += chunk.length;
      const pending = this.#options.onOutput(chunk, name);
      if (pending === null) return;
      this.#delivering += 1;
      stream.pause();
      void pending.finally(() => {
        this.#delivering -= 1;
        stream.resume();
      });
    });
    // Destroyed while a daemon still wrote: it is not read any more.
    stream?.on('error', () => undefined);
  }

  /** A daemon that the command left behind may hold its output open, silent or flooding, and is not waited for. */
  async #drained(closed: Promise<'closed'>): Promise<void> {
    const enough = this.#received + capacityBytes;
    for (;;) {
      const before = this.#received;
      let timer: NodeJS.Timeout | undefined;
      const silence = new Promise<'silent'>((resolve) => {
        timer = setTimeout(resolve, silenceMs, 'silent');
      });
      const first = await Promise.race([closed, silence]);
      clearTimeout(timer);
      const isSilent = this.#received === before && this.#delivering === 0;
      if (first === 'closed' || isSilent || this.#received >= enough) return;
    }
  }
}

/** Stops all processes of a claim, wherever they are, and what descends from `root`. */
export async function stopMarked(
  uid: string,
  root: ProcessIdentity | null,
  graceMs: number,
): Promise<void> {
  await stopTree({
    uid,
    root,
    graceMs,
    exclude: [process.pid],
    processes: new AgentProcesses(readTaskMarker),
  });
}

/** What Node refuses before it tries, such as a NUL in an argument, is thrown at once. */
function launch(program: string, start: () => ChildProcess): ChildProcess {
  try {
    return start();
  } catch (fault) {
    throw startFault(program, fault);
  }
}

function isDirectory(directory: string): boolean {
  return statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true;
}
