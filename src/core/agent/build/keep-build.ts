import path from 'node:path';
import type { Agent } from '../agent.ts';
import type { EngineContext } from '../context.ts';
import { memoryInUse } from './memory-root.ts';
import { namespaceRoot } from '../namespace-root.ts';
import { provideMemory } from './place-build.ts';

export interface KeptBuild {
  /** The agent's contract. */
  readonly environment: Readonly<Record<string, string>>;
  /** That it builds on the disk from now on and why, as sentences; null where nothing changes. */
  readonly notice: string | null;
}

/**
 * Makes an agent's build directory in memory anew where it is gone, as after a reboot: cargo then builds it again. Where
 * that cannot be the agent builds on the disk.
 */
export async function keepBuild(
  context: Pick<EngineContext, 'location'>,
  agent: Agent,
): Promise<KeptBuild> {
  const { environment } = agent;
  const root = memoryInUse(agent);
  if (!root) return { environment, notice: null };
  const fault = await provideMemory(context, agent, root);
  if (fault === null) return { environment, notice: null };
  return {
    environment: { ...environment, CARGO_BUILD_BUILD_DIR: diskBuild(agent) },
    notice: `Cargo’s intermediates are on the disk. ${fault}`,
  };
}

/** Where an agent's intermediates lie on the disk, absolute. */
export function diskBuild(agent: Pick<Agent, 'id' | 'roots'>): string {
  return path.join(namespaceRoot(agent), 'build', 'cargo');
}

/** An agent's notes with this one in place of what they said of the place of its build directory. */
export function withBuildNote(notes: readonly string[], note: string): string[] {
  return [...notes.filter((text) => !text.startsWith('Cargo’s intermediates ')), note];
}
