import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { revParse } from '../../checkout/git.ts';
import { readExplanation } from '../../namespace/explain.ts';
import type { Candidate } from '../../seed/candidates.ts';
import type { Store } from '../../store/store.ts';
import { listTasks } from '../../task/registry.ts';
import type { Agent } from '../agent.ts';
import { listAgents } from '../registry.ts';

/** Which agents work on the repository of another one. Repositories are asked for once, as git takes its time. */
export class Neighbours {
  readonly #store: Store;
  readonly #agent: Agent;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #repositories = new Map<string, Promise<string>>();

  constructor(store: Store, agent: Agent, environment: NodeJS.ProcessEnv) {
    this.#store = store;
    this.#agent = agent;
    this.#environment = environment;
  }

  /** All other agents of the repository, oldest first, also those that are just being made. */
  async list(): Promise<Agent[]> {
    const home = await this.#repositoryOf(this.#agent.workspace);
    const neighbours: Agent[] = [];
    for (const other of listAgents(this.#store)) {
      if (other.uid === this.#agent.uid) continue;
      if ((await this.#repositoryOf(other.workspace)) === home) neighbours.push(other);
    }
    return neighbours;
  }

  #repositoryOf(workspace: string): Promise<string> {
    const known = this.#repositories.get(workspace) ?? repositoryOf(workspace, this.#environment);
    this.#repositories.set(workspace, known);
    return known;
  }
}

/** Those agents that have a namespace, with what it is made of, as candidates to seed `wanting`. */
export async function toCandidates(
  store: Store,
  agents: readonly Agent[],
  wanting: Agent,
): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for (const agent of agents) {
    if (!agent.roots.some(({ kind }) => kind === 'namespace')) continue;
    // One that is just being made or cleaned has none to read.
    const explanation = await readExplanation(agent).catch(() => null);
    if (!explanation) continue;
    const doesTheSame = runsTheSame(agent, wanting);
    candidates.push({ agent, explanation, doesTheSame, builtAt: lastSuccess(store, agent) });
  }
  return candidates;
}

/** Whether two agents run one command by themselves, and so leave the same behind. */
export function runsTheSame(one: Agent, other: Agent): boolean {
  if (one.interactive || other.interactive) return false;
  return JSON.stringify(one.command) === JSON.stringify(other.command);
}

function lastSuccess(store: Store, agent: Agent): string | null {
  const ends = listTasks(store, agent.id)
    .filter(({ stage, status, exitCode }) => !stage && status === 'done' && exitCode === 0)
    .flatMap(({ endedAt }) => endedAt ?? []);
  return ends.sort().at(-1) ?? null;
}

/** The same for a folder and for its counterparts in worktrees; the folder itself where there is no repository. */
async function repositoryOf(workspace: string, environment: NodeJS.ProcessEnv): Promise<string> {
  try {
    const place = { cwd: workspace, environment };
    const answers = await revParse(['--git-common-dir', '--show-prefix'], place);
    if (!answers) return workspace;
    const [common = '', prefix = ''] = answers;
    return `${await realpath(path.resolve(workspace, common))}\0${prefix}`;
  } catch {
    // The folder is gone, or there is no git: then its path is all there is to compare.
    return workspace;
  }
}
