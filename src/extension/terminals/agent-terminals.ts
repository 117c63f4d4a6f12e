import {
  type Terminal,
  TerminalExitReason,
  type TerminalOptions,
  ThemeIcon,
  Uri,
  window,
} from 'vscode';
import { isLive } from '../../core/agent/agent-status.ts';
import type { Agent } from '../../core/agent/agent.ts';
import { type Disposable, DisposableList } from '../../core/disposable.ts';
import type { Engine } from '../../core/engine.ts';
import { LanekeeperError, toLanekeeperError } from '../../core/error.ts';
import { jobsVariable } from '../../core/resource/jobserver/job-variables.ts';
import { plainText } from '../../core/terminal/plain-text.ts';
import type { EngineAccess } from '../engine-access.ts';
import type { Logger } from '../log.ts';
import { ExecutionWatch } from './execution-watch.ts';
import { ForegroundWatch } from './foreground-watch.ts';
import { LogTerminals } from './log-terminals.ts';
import { AwaitedShells } from './awaited-shells.ts';
import { startInShell } from './shell-start.ts';

/**
 * The terminals of agents in this window: the shells that interactive agents live in, shells opened in an agent's
 * environment, and looks at the logs of command agents. Shells survive a window reload; they are found again by the
 * process that the registry knows.
 */
export class AgentTerminals implements Disposable {
  readonly #access: EngineAccess;
  readonly #log: Logger;
  readonly #owned = new DisposableList();
  /** Agent id by the shell that is the agent. */
  readonly #shells = new Map<Terminal, string>();
  readonly logs = this.#owned.add(new LogTerminals());
  readonly #watches = new Map<object, ExecutionWatch>();
  /** What shells do that were found again in the midst of a command. */
  readonly #foregrounds = new Map<Terminal, ForegroundWatch>();
  /** Terminals that may turn out to be an agent's, so that nothing they print is missed. */
  readonly #unknown = new Set<Terminal>();
  /** Agents whose shells VS Code makes from a profile. */
  readonly #awaited: AwaitedShells;

  constructor(access: EngineAccess, log: Logger) {
    this.#access = access;
    this.#log = log;
    this.#awaited = this.#owned.add(
      new AwaitedShells((id) => {
        this.#log.warn(`VS Code opened no terminal for agent ${id}.`);
        this.#try(access.hold(async () => (await access.ready()).terminalClosed(id, undefined)));
      }),
    );
    this.#owned.add(
      window.onDidOpenTerminal((terminal) => {
        this.#meet(terminal);
      }),
    );
    this.#owned.add(
      window.onDidCloseTerminal((terminal) => {
        this.#part(terminal);
      }),
    );
    this.#owned.add(
      window.onDidStartTerminalShellExecution(({ terminal, execution }) => {
        if (!this.#shells.has(terminal) && !this.#unknown.has(terminal)) return;
        const watch = new ExecutionWatch(execution, (signals) => {
          this.#tell(terminal, (engine, id) => engine.reportTerminalSignals(id, signals));
        });
        this.#watches.set(execution, watch);
        this.#forgetForeground(terminal);
        this.#try(watch.run());
        this.#tell(terminal, (engine, id) => engine.setInteractiveStatus(id, 'running'));
      }),
    );
    this.#owned.add(
      window.onDidEndTerminalShellExecution(({ terminal, execution }) => {
        this.#watches.get(execution)?.end();
        this.#watches.delete(execution);
        this.#tell(terminal, (engine, id) => engine.setInteractiveStatus(id, 'idle'));
      }),
    );
    for (const terminal of window.terminals) this.#meet(terminal);
  }

  /** Opens the shell of an interactive agent and starts the agent's command in it. */
  async start(agent: Agent): Promise<Terminal> {
    const engine = await this.#access.ready();
    const terminal = window.createTerminal(await this.options(engine, agent));
    terminal.show(true);
    await this.#attach(engine, terminal, agent.id);
    if (agent.command.length > 0) await startInShell(terminal, agent.command);
    return terminal;
  }

  /** How VS Code makes the shell of an interactive agent. */
  async options(engine: Engine, agent: Agent): Promise<TerminalOptions> {
    return {
      name: plainText(agent.name),
      cwd: Uri.file(agent.path),
      env: await engine.shells.environment(agent.id, null),
      iconPath: new ThemeIcon('hubot'),
    };
  }

  /** Takes the next shell that carries the agent's mark for the agent: VS Code makes it, from a profile. */
  await(agent: Agent): void {
    this.#awaited.add(agent);
  }

  /** A shell beside the agent, in its folder and environment. */
  async openShell(engine: Engine, agent: Agent): Promise<Terminal> {
    const terminal = window.createTerminal({
      ...(await this.options(engine, agent)),
      name: plainText(`${agent.name} (shell)`),
      iconPath: new ThemeIcon('terminal'),
    });
    terminal.show();
    return terminal;
  }

  /**
   * Shows what the agent prints: its own terminal, or a look at its log.
   *
   * @throws LanekeeperError agent-not-running where its terminal is closed or in another window
   */
  async showOutput(agent: Agent): Promise<void> {
    if (agent.interactive) {
      this.#showShell(agent);
      return;
    }
    const engine = await this.#access.ready();
    const { id, uid, name, command } = agent;
    this.logs.show(uid, name, {
      heading: `Output of agent ${name}: ${command.join(' ')}. Closing this leaves the agent alone.`,
      follow: (signal) => engine.followLog(id, signal),
    });
  }

  #showShell(agent: Agent): void {
    for (const [terminal, id] of this.#shells) {
      if (id !== agent.id) continue;
      terminal.show();
      return;
    }
    throw new LanekeeperError(
      'agent-not-running',
      isLive(agent.status)
        ? `The terminal of agent "${agent.name}" is in another window.`
        : `The terminal of agent "${agent.name}" is closed.`,
      isLive(agent.status) ? 'Look for it there.' : 'Restart the agent to open it again.',
    );
  }

  /** Finds out whether a terminal is an agent's: by the mark it was made with, or by its process after a reload. */
  #meet(terminal: Terminal): void {
    const { creationOptions } = terminal;
    if ('pty' in creationOptions) return;
    const jobs = creationOptions.env?.[jobsVariable];
    if (typeof jobs === 'string') this.#try(this.#bind(terminal, jobs));
    const uid = creationOptions.env?.['LANEKEEPER_AGENT_UID'];
    const awaited = typeof uid === 'string' ? this.#awaited.take(uid) : undefined;
    this.#unknown.add(terminal);
    this.#try(
      this.#identify(terminal, awaited).finally(() => {
        this.#unknown.delete(terminal);
      }),
    );
  }

  async #bind(terminal: Terminal, jobs: string): Promise<void> {
    const pid = await terminal.processId;
    if (pid !== undefined) await (await this.#access.ready()).shells.bind(jobs, pid);
  }

  async #identify(terminal: Terminal, awaited: string | undefined): Promise<void> {
    const engine = await this.#access.ready();
    if (awaited !== undefined) {
      await this.#attach(engine, terminal, awaited);
      return;
    }
    const pid = await terminal.processId;
    if (pid === undefined || this.#shells.has(terminal)) return;
    // The registry was held against the processes when the engine opened, so a live agent with this pid is this one.
    const agent = engine
      .listAgents()
      .find((each) => each.interactive && isLive(each.status) && each.process?.pid === pid);
    if (!agent) return;
    this.#shells.set(terminal, agent.id);
    this.#log.info(`Found the terminal of agent ${agent.id} again.`);
    const watch = new ForegroundWatch(pid, (status) => {
      this.#tell(terminal, (open, id) => open.setInteractiveStatus(id, status));
    });
    this.#foregrounds.set(terminal, watch);
  }

  async #attach(engine: Engine, terminal: Terminal, id: string): Promise<void> {
    this.#shells.set(terminal, id);
    const pid = await terminal.processId;
    if (pid === undefined) {
      this.#shells.delete(terminal);
      await engine.terminalClosed(id, terminal.exitStatus?.code);
      throw new LanekeeperError(
        'command-failed',
        'The shell of the terminal could not be started.',
        'Check the default terminal profile in the settings.',
      );
    }
    await engine.attachTerminal(id, pid);
  }

  #part(terminal: Terminal): void {
    const { exitStatus } = terminal;
    // A window that closes may come back with its shells; the next engine finds out which are alive.
    if (exitStatus?.reason !== TerminalExitReason.Shutdown) {
      this.#tell(terminal, (engine, id) => engine.terminalClosed(id, exitStatus?.code));
    }
    this.#shells.delete(terminal);
    this.#forgetForeground(terminal);
  }

  #forgetForeground(terminal: Terminal): void {
    this.#foregrounds.get(terminal)?.dispose();
    this.#foregrounds.delete(terminal);
  }

  #tell(terminal: Terminal, report: (engine: Engine, id: string) => Promise<void>): void {
    const id = this.#shells.get(terminal);
    if (id === undefined) return;
    this.#try(this.#access.hold(async () => report(await this.#access.ready(), id)));
  }

  /** Nobody waits for what a terminal reports, and an agent may be gone by then. */
  #try(work: Promise<unknown>): void {
    work.catch((thrown: unknown) => {
      this.#log.warn(toLanekeeperError(thrown).message);
    });
  }

  dispose(): void {
    this.#owned.dispose();
    for (const watch of this.#watches.values()) watch.abandon();
    for (const watch of this.#foregrounds.values()) watch.dispose();
  }
}
