import { unreachable } from '../../core/unreachable.ts';
import type { AgentCommand, MessageToHost, TaskCommand, WindowCommand } from './contract.ts';
import type { DashboardEngine, ProjectsSource } from './dashboard-engine.ts';
import type { Part } from './parts.ts';

/** The window's commands, which confirm, report progress and show their own errors. */
export interface DashboardCommands {
  /** `agent` is the id of a registered agent, or null where the command is about the window. */
  run(command: AgentCommand | WindowCommand, agent: string | null): Promise<void>;
  /** `task` is the name of a task of the folder `root` (absolute). */
  runForTask(command: TaskCommand, root: string, task: string): Promise<void>;
}

export interface RequestOptions {
  readonly commands: DashboardCommands;
  readonly projects: Pick<ProjectsSource, 'projects'>;
  readonly onFault: (fault: unknown) => void;
  /** Hears which parts the page is to be told anew, since it asked for what there is not. */
  readonly onUnknown: (...parts: readonly Part[]) => void;
}

export type PageRequest = Extract<
  MessageToHost,
  { readonly type: 'agent-command' | 'task-command' | 'window-command' }
>;

/** Has the window do what the page asks for. The page is not trusted: only what is known goes on. */
export class PageRequests {
  readonly #options: RequestOptions;

  constructor(options: RequestOptions) {
    this.#options = options;
  }

  /** @param engine null where there is none */
  take(request: PageRequest, engine: DashboardEngine | null): void {
    switch (request.type) {
      case 'agent-command': {
        // An id, and never a name to be looked up.
        const isKnown = engine?.listAgents().some(({ id }) => id === request.agent);
        if (isKnown) this.#run(request.command, request.agent);
        else this.#options.onUnknown('agents');
        break;
      }
      case 'task-command':
        this.#runForTask(request.command, request.project, request.task);
        break;
      case 'window-command':
        this.#run(request.command, null);
        break;
      default:
        unreachable(request);
    }
  }

  #run(command: AgentCommand | WindowCommand, agent: string | null): void {
    const { commands, onFault } = this.#options;
    commands.run(command, agent).catch(onFault);
  }

  /** Only what is known by that name in the reading that the page was shown: a later one may mean another task by it. */
  #runForTask(command: TaskCommand, id: string, name: string): void {
    const { commands, projects, onFault, onUnknown } = this.#options;
    const project = projects.projects?.find((each) => each.id === id);
    if (project?.tasks?.graph.tasks.has(name)) {
      commands.runForTask(command, project.root, name).catch(onFault);
    } else onUnknown('projects', 'standings');
  }
}
