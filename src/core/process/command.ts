import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { execa as Execa } from 'execa';
import type { Disposable } from '../disposable.ts';
import { LanekeeperError } from '../error.ts';
import { commandNotFound, directoryMissing, startFault } from './command-fault.ts';
import { CommandOutput } from './command-output.ts';
import type { OutputReader } from './command-output.ts';
import { errorCode } from './error-code.ts';
import { findExecutable } from './find-executable.ts';
import { identify } from './identity.ts';
import type { ProcessIdentity } from './identity.ts';
import { signalGroup } from './signal.ts';
import { stopTree } from './stop-tree.ts';
import type { StopReport, StopTreeOptions } from './stop-tree.ts';

export type { OutputStream } from './command-output.ts';

export interface CommandOptions extends OutputReader {
  /** Program and arguments, run as they are: no shell reads them. */
  readonly command: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  /** The whole environment: nothing of this process's own is added. */
  readonly environment: Readonly<Record<string, string>>;
  readonly onStateChanged?: (state: CommandState) => void;
}

/**
 * - `exited`: by itself, and `exitCode` tells how
 * - `signalled`: ended by a signal that was not asked for through `stop`
 * - `stopped`: ended after `stop` or `dispose`
 */
export interface CommandResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly reason: 'exited' | 'signalled' | 'stopped';
}

export type CommandState =
  | { readonly name: 'starting' }
  | { readonly name: 'running'; readonly process: ProcessIdentity }
  | { readonly name: 'stopping'; readonly process: ProcessIdentity }
  | { readonly name: 'ended'; readonly result: CommandResult };

/**
 * One command in a session and process group of its own, without a terminal and with an empty standard input. Start it
 * once. A process that outlives it (a daemon) is read on until `dispose`, lest it die of SIGPIPE.
 */
export class SupervisedCommand implements Disposable {
  /**
   * Settles when the command itself has ended and all that it wrote was delivered, even while a daemon still holds its
   * output open. Rejects with the fault that `start` throws.
   */
  readonly result: Promise<CommandResult>;
  readonly #options: CommandOptions;
  readonly #outcome = Promise.withResolvers<CommandResult>();
  #state: CommandState = { name: 'starting' };
  #process: ProcessIdentity | null = null;
  #output: CommandOutput | null = null;
  #stopRequested = false;
  #stopping: Promise<StopReport> | null = null;

  constructor(options: CommandOptions) {
    this.#options = options;
    this.result = this.#outcome.promise;
    // Who only awaits `start` learns of the fault there; this keeps it from counting as unhandled here.
    this.result.catch(() => undefined);
  }

  get state(): CommandState {
    return this.#state;
  }

  /** Throws `command-not-found`, `directory-missing`, `command-failed`, or `interrupted` if `stop` came first. */
  async start(): Promise<ProcessIdentity> {
    try {
      return await this.#start();
    } catch (fault) {
      this.#outcome.reject(fault);
      throw fault;
    }
  }

  /**
   * Stops the command's tree as `stopTree` does and waits for the result. Works in every state: before `start` it
   * prevents the start, after the end it sweeps what the command left behind. A second call joins the first.
   */
  stop(options: Omit<StopTreeOptions, 'root'>): Promise<StopReport> {
    this.#stopRequested = true;
    this.#stopping ??= this.#stop(options).finally(() => {
      this.#stopping = null;
    });
    return this.#stopping;
  }

  /** Kills the command's process group at once if it still runs, and lets go of its output. */
  dispose(): void {
    this.#stopRequested = true;
    if (this.#process && this.#state.name !== 'ended') {
      signalGroup(this.#process.pid, this.#process, 'SIGKILL');
    }
    this.#output?.dispose();
  }

  async #start(): Promise<ProcessIdentity> {
    const { command, cwd, environment } = this.#options;
    const [program = ''] = command;
    await requireDirectory(cwd);
    const file = await resolveProgram(program, environment);
    // Loaded on first use, so that it costs nothing when the editor starts.
    const { execa } = await import('execa');
    if (this.#stopRequested) throw stoppedBeforeStart(program);
    const subprocess = launch(execa, file, this.#options);
    const { pid } = subprocess;
    if (pid === undefined) {
      const failed = await subprocess;
      throw startFault(program, failed.cause ?? failed);
    }
    // Nothing was awaited since the start, so node has not reaped the process and the pid is still its own.
    const identity = identify(pid);
    if (!identity) throw startFault(program, new Error(`Process ${pid} has vanished.`));
    const output = new CommandOutput(subprocess, this.#options);
    subprocess.nodeChildProcess.once('exit', (exitCode, signal) => {
      void this.#end(output, exitCode, signal);
    });
    this.#process = identity;
    this.#output = output;
    this.#enter({ name: 'running', process: identity });
    return identity;
  }

  async #end(
    output: CommandOutput,
    exitCode: number | null,
    signal: NodeJS.Signals | null,
  ): Promise<void> {
    const reason = this.#stopRequested ? 'stopped' : signal === null ? 'exited' : 'signalled';
    await output.drained();
    const result = { exitCode, signal, reason } as const;
    this.#enter({ name: 'ended', result });
    this.#outcome.resolve(result);
  }

  async #stop(options: Omit<StopTreeOptions, 'root'>): Promise<StopReport> {
    const root = this.#process;
    if (!root) return { stopped: [], survivors: [] };
    if (this.#state.name === 'running') this.#enter({ name: 'stopping', process: root });
    const report = await stopTree({ ...options, root });
    if (!report.survivors.includes(root.pid)) await this.result;
    return report;
  }

  #enter(state: CommandState): void {
    this.#state = state;
    this.#options.onStateChanged?.(state);
  }
}

/** Leading a session, the command is out of reach of a ^C in the caller's terminal, and outlives the caller. */
function launch(execa: typeof Execa, file: string, { command, cwd, environment }: CommandOptions) {
  const [program = '', ...commandArguments] = command;
  try {
    return execa(file, commandArguments, {
      argv0: program,
      cwd,
      env: environment,
      extendEnv: false,
      detached: true,
      cleanup: false,
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'pipe',
      buffer: false,
      encoding: 'buffer',
      reject: false,
      windowsHide: true,
    });
  } catch (fault) {
    // What execa refuses before it tries, such as a NUL in an argument.
    throw startFault(program, fault);
  }
}

async function requireDirectory(directory: string): Promise<void> {
  try {
    if ((await stat(directory)).isDirectory()) return;
  } catch (fault) {
    if (errorCode(fault) === 'ENOENT') throw directoryMissing(directory, fault);
    throw fault;
  }
  throw directoryMissing(directory);
}

/** A bare name is looked up on the command's own PATH; one with a slash is left to the system, relative to `cwd`. */
async function resolveProgram(
  program: string,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  if (path.basename(program) !== program) return program;
  const file = await findExecutable(program, environment);
  if (file === null) throw commandNotFound(program);
  return file;
}

function stoppedBeforeStart(program: string): LanekeeperError {
  return new LanekeeperError(
    'interrupted',
    `"${program}" was stopped before it started.`,
    'Start it again if it is still wanted.',
  );
}
