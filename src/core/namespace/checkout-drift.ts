import path from 'node:path';
import type { Agent } from '../agent/agent.ts';
import type { Disposable } from '../disposable.ts';
import { detectProjects } from '../environment/ecosystems.ts';
import { LanekeeperError } from '../error.ts';
import { errorCode } from '../process/error-code.ts';
import { computeNamespace, type NamespaceExplanation } from './compute.ts';
import { driftBetween } from './drift.ts';
import { type AgentRequest, readExplanation } from './explain.ts';
import { toolchainWitnesses } from './toolchain.ts';
import { InputWatch } from './watch-inputs.ts';

export interface CheckoutDriftOptions {
  /** How the namespaces of its agents are computed; the agent in it counts for nothing. */
  readonly request: AgentRequest;
  /** Told of every agent after every look. */
  readonly onDrift: (agent: Agent, drift: readonly string[]) => Promise<void>;
  readonly onFault: (fault: unknown) => void;
}

/** Follows the inputs of all agents that work in one folder with the same tools: watched once and computed once. */
export class CheckoutDrift implements Disposable {
  readonly #options: CheckoutDriftOptions;
  readonly #stop = new AbortController();
  #agents: readonly Agent[] = [];
  #watch: InputWatch | null = null;
  #isLooking = false;
  #isDue = false;

  constructor(options: CheckoutDriftOptions) {
    this.#options = options;
  }

  /** Takes the agents there are, and looks when one of them is another or has another namespace. */
  follow(agents: readonly Agent[]): void {
    const before = this.#agents.map(({ namespace }) => namespace).join('\n');
    this.#agents = agents;
    if (agents.map(({ namespace }) => namespace).join('\n') !== before) this.#look();
  }

  dispose(): void {
    this.#stop.abort();
    this.#watch?.dispose();
    this.#watch = null;
  }

  /** One look at a time; what changes meanwhile is due when it is over. */
  #look(): void {
    this.#isDue = true;
    if (!this.#isLooking) void this.#lookWhileDue();
  }

  async #lookWhileDue(): Promise<void> {
    this.#isLooking = true;
    while (this.#isDue && !this.#isStopped()) {
      this.#isDue = false;
      try {
        await this.#compare();
      } catch (fault) {
        // A checkout that is gone has no inputs; its agents can be cleaned and that is all.
        const isGone = fault instanceof LanekeeperError && fault.code === 'workspace-missing';
        if (!isGone && !this.#isStopped()) this.#options.onFault(fault);
      }
    }
    this.#isLooking = false;
  }

  #isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  async #compare(): Promise<void> {
    const { request, onDrift } = this.#options;
    const projects = await detectProjects(request.workspace);
    const watch = await this.#watching();
    const ecosystems = request.ecosystems ?? [...new Set(projects.map((each) => each.ecosystem))];
    // Before the look, so that what changes while it lasts is noticed.
    watch.cover(await toolchainWitnesses({ ...request, ecosystems, projects }));
    const current = await computeNamespace({ ...request, projects, signal: this.#stop.signal });
    const { inputs } = current.parts.project;
    watch.cover(inputs.map((input) => path.join(request.workspace, input.path)));
    for (const agent of this.#agents) {
      const before = await explanationOf(agent);
      if (this.#isStopped()) return;
      if (before) await onDrift(agent, driftBetween(before, current));
    }
  }

  async #watching(): Promise<InputWatch> {
    if (this.#watch) return this.#watch;
    const { request, onFault } = this.#options;
    const watch = await InputWatch.start({
      workspace: request.workspace,
      environment: request.environment,
      onChange: () => {
        this.#look();
      },
      onFault,
    });
    if (this.#isStopped()) watch.dispose();
    else this.#watch = watch;
    return watch;
  }
}

/** Null for an agent that is being cleaned. */
async function explanationOf(agent: Agent): Promise<NamespaceExplanation | null> {
  try {
    return await readExplanation(agent);
  } catch (fault) {
    if (errorCode(fault) === 'ENOENT') return null;
    throw fault;
  }
}
