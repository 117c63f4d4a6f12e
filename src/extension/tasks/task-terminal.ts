import {
  EventEmitter,
  type Pseudoterminal,
  type TaskDefinition,
  type WorkspaceFolder,
} from 'vscode';
import type { Engine } from '../../core/engine.ts';
import { toLanekeeperError } from '../../core/error.ts';
import { runSummary } from '../../core/task/run/run-summary.ts';
import type { GraphTaskState } from '../../core/task/run/state.ts';
import type { EngineAccess } from '../engine-access.ts';
import { LogText } from '../terminals/log-text.ts';
import { saidText } from '../terminals/said-text.ts';
import { localFolders, requireTrust } from '../workspace-access.ts';
import { outcomeText } from './outcome-text.ts';
import { readTaskDefinition } from './task-definition.ts';

/** What shells say of a command that SIGINT ended: 128 + 2. */
const interrupted = 130;

type Outcome = Awaited<ReturnType<Engine['graph']['run']>>;

/**
 * Runs a task, with all that it depends on, for VS Code. What the task prints is shown as it comes, what others printed
 * once they have ended. Closing the terminal stops the run.
 */
export class TaskTerminal implements Pseudoterminal {
  readonly #access: EngineAccess;
  readonly #definition: TaskDefinition;
  readonly #folder: WorkspaceFolder | undefined;
  readonly #written = new EventEmitter<string>();
  readonly #ended = new EventEmitter<number>();
  readonly #stop = new AbortController();
  readonly #live = new LogText();
  readonly #said = new Map<string, string>();
  #isLive = false;
  #isAtLineStart = true;
  /** Logs are read and shown one after the other. */
  #shown: Promise<void> = Promise.resolve();

  readonly onDidWrite = this.#written.event;
  readonly onDidClose = this.#ended.event;

  constructor(
    access: EngineAccess,
    definition: TaskDefinition,
    folder: WorkspaceFolder | undefined,
  ) {
    this.#access = access;
    this.#definition = definition;
    this.#folder = folder;
  }

  open(): void {
    void this.#run();
  }

  close(): void {
    this.#stop.abort();
  }

  /** Control-C, as in any other terminal. */
  handleInput(data: string): void {
    if (data === '\u0003') this.#stop.abort();
  }

  async #run(): Promise<void> {
    let exitCode = 1;
    try {
      exitCode = await this.#access.hold(() => this.#perform());
    } catch (thrown) {
      const { message, cure, kind } = toLanekeeperError(thrown);
      if (kind === 'interrupted') exitCode = interrupted;
      this.#say(`${message} ${cure}`);
    }
    await this.#shown;
    this.#ended.fire(exitCode);
  }

  async #perform(): Promise<number> {
    requireTrust();
    const engine = await this.#access.ready();
    const { task: name, agent, priority } = readTaskDefinition(this.#definition);
    const root = this.#folder?.uri.fsPath ?? localFolders()[0].uri.fsPath;
    const outcome = await engine.graph.run({
      place: agent === undefined ? { root } : { agent },
      names: [name],
      ...(priority !== undefined && { priority }),
      signal: this.#stop.signal,
      onState: (each, state) => {
        this.#show(engine, each, state, each === name);
      },
      onOutput: (each, chunk) => {
        if (each !== name) return;
        this.#isLive = true;
        this.#inOrder(() => {
          this.#write(this.#live.write(chunk));
        });
      },
    });
    // Where nothing was to be done at all, no state was told.
    for (const [each, state] of outcome.states) this.#show(engine, each, state, each === name);
    const { counts } = outcome.run;
    if (counts.total > 1) this.#say(runSummary(counts));
    for (const problem of outcome.problems) this.#say(problem);
    return exitCodeOf(outcome, name);
  }

  #show(engine: Engine, name: string, state: GraphTaskState, isOwn: boolean): void {
    const log = 'log' in state ? state.log : null;
    const said = outcomeText(name, state);
    if (said === null || this.#said.get(name) === said) return;
    this.#said.set(name, said);
    // Of a large graph most is as it was.
    if (!isOwn && log === null && state.status === 'done' && state.how === 'fresh') return;
    this.#say(said);
    if (log === null || (isOwn && this.#isLive)) return;
    this.#inOrder(async () => {
      const text = new LogText();
      const { signal } = this.#stop;
      for await (const chunk of engine.graph.followLog(log, {
        signal,
        ended: AbortSignal.abort(),
      })) {
        this.#write(text.write(chunk));
      }
    });
  }

  #say(text: string): void {
    this.#inOrder(() => {
      this.#write(`${this.#isAtLineStart ? '' : '\r\n'}${saidText(text)}`);
    });
  }

  #write(text: string): void {
    if (text === '') return;
    this.#isAtLineStart = text.endsWith('\n');
    this.#written.fire(text);
  }

  #inOrder(show: () => void | Promise<void>): void {
    // A log that has gone is no reason to fail.
    this.#shown = this.#shown.then(show).catch(() => undefined);
  }
}

function exitCodeOf({ run, states }: Outcome, name: string): number {
  switch (run.status) {
    case 'done':
      return 0;
    case 'cancelled':
    case 'interrupted':
      return interrupted;
    case 'failed':
    case 'running': {
      const state = states.get(name);
      return (state?.status === 'failed' ? state.exitCode : null) ?? 1;
    }
  }
}
