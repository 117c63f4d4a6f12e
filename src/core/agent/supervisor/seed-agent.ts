import { detectProjects } from '../../environment/ecosystems.ts';
import type { EcosystemName, PreparationStep, Project } from '../../environment/ecosystem.ts';
import { inheritedEnvironment } from '../../environment/inherit.ts';
import { isVenvStamp } from '../../environment/python/venv.ts';
import { readExplanation } from '../../namespace/explain.ts';
import { currentIdentity } from '../../process/identity.ts';
import { describeSeed } from '../../seed/describe.ts';
import type { VenvStep } from '../../seed/python/seed-packages.ts';
import { seedNamespace } from '../../seed/seed.ts';
import { writePatiently } from '../../store/patient-write.ts';
import type { Store } from '../../store/store.ts';
import { listTasks, updateTask } from '../../task/registry.ts';
import type { Task } from '../../task/task.ts';
import { plainText } from '../../terminal/plain-text.ts';
import type { Agent } from '../agent.ts';
import { awaitFirstBuild } from '../build/first-build.ts';
import { memoryInUse } from '../build/memory-root.ts';
import { namespaceRoot } from '../namespace-root.ts';
import type { OutputRecorder } from './output-recorder.ts';
import { updateAgent } from '../registry.ts';
import { Neighbours, toCandidates } from '../spawn/seed-candidates.ts';
import type { TaskResult } from './task-result.ts';
import type { RunOptions } from './run-options.ts';

/**
 * Runs the task that starts an agent from the warmest namespace of its repository, after the first build of an agent that
 * is at the same build, where there is one. The task and the agent's log tell from whom it starts, how much was copied
 * and how long that took, or why it starts cold. A seed saves time and is needed for nothing: whatever fails here, the
 * agent goes on without.
 */
export async function runSeedTask(
  store: Store,
  agent: Agent,
  task: Task,
  output: OutputRecorder,
  { environment, stop, onFault }: Pick<RunOptions, 'environment' | 'stop' | 'onFault'>,
): Promise<TaskResult> {
  let told: Promise<unknown> = Promise.resolve();
  const change = (part: Parameters<typeof updateTask>[2]): Promise<unknown> =>
    (told = told.then(() =>
      writePatiently(store, (transaction) => updateTask(transaction, task.id, part), onFault),
    ));
  const end = async (status: Task['status'], reason: string): Promise<void> => {
    const exitCode = status === 'done' ? 0 : null;
    await change({ status, reason, exitCode, endedAt: new Date().toISOString() });
  };
  await change({
    status: 'running',
    process: currentIdentity(),
    startedAt: new Date().toISOString(),
  });
  try {
    const lines = await seed(store, agent, {
      environment,
      signal: stop,
      onStep: (message) => change({ reason: message }),
      onWait: async (message) => {
        if (message !== null) await output.announce(plainText(message));
        await writePatiently(
          store,
          (transaction) =>
            updateAgent(transaction, agent, () => ({
              status: message === null ? 'running' : 'waiting',
              statusReason: message,
            })),
          onFault,
        );
      },
    });
    for (const line of lines) await output.announce(plainText(line));
    await end('done', lines.join(' '));
  } catch (fault) {
    if (stop.aborted) {
      await end('stopped', 'Stopped on request.');
      return { exitCode: null, signal: null, reason: 'stopped' };
    }
    const why = `It starts cold: ${fault instanceof Error ? fault.message : String(fault)}`;
    await output.announce(plainText(why));
    await end('failed', why);
  }
  return { exitCode: 0, signal: null, reason: 'exited' };
}

interface SeedSteps {
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly onStep: (message: string) => Promise<unknown>;
  /** Called with what the agent waits for, and with null when it goes on. */
  readonly onWait: (message: string | null) => Promise<void>;
}

/** How each ecosystem started, as sentences. */
async function seed(store: Store, agent: Agent, steps: SeedSteps): Promise<string[]> {
  const { environment, signal, onStep, onWait } = steps;
  const [explanation, projects] = await Promise.all([
    readExplanation(agent),
    detectProjects(agent.path),
  ]);
  const neighbours = new Neighbours(store, agent, environment);
  const lines: string[] = [];
  if (takesTurns(agent, projects)) {
    const outcome = await awaitFirstBuild(store, agent, {
      neighbours,
      explanation,
      signal,
      onWait: async ({ name }) => {
        const message = `Waiting for ${name}’s first build, to start from it.`;
        await onStep(message);
        await onWait(message);
      },
    });
    if (outcome !== 'none') await onWait(null);
    if (outcome === 'overdue') lines.push('The first build of another agent takes too long.');
  }
  const reports = await seedNamespace({
    root: namespaceRoot(agent),
    environment: agent.environment,
    checkout: agent.path,
    explanation,
    memory: memoryInUse(agent),
    ecosystems: ecosystemsOf(agent, projects),
    projects,
    candidates: await toCandidates(store, await neighbours.list(), agent),
    venv: venvStepOf(
      listTasks(store, agent.id).filter(({ status }) => status === 'waiting'),
      { ...inheritedEnvironment(environment), ...agent.environment },
    ),
    signal,
    onProgress: copyProgress((message) => void onStep(message)),
  });
  return [...lines, ...reports.map(describeSeed)];
}

/** Of the steps that are still to be done, with absolute folders, the one that makes the virtual environment. */
export function venvStepOf(
  steps: readonly Pick<PreparationStep, 'command' | 'directory' | 'lock' | 'stamp'>[],
  environment: Readonly<Record<string, string>>,
): VenvStep | null {
  const installs = steps.flatMap(({ command, stamp }) =>
    stamp?.venv === undefined ? [] : [{ command, stamp }],
  );
  for (const { command, directory, lock, stamp } of steps) {
    if (lock === null || !stamp || !isVenvStamp(stamp)) continue;
    return { command, directory, lock, stamp, installs, environment };
  }
  return null;
}

/** Whose tools an agent uses. */
export function ecosystemsOf(
  { ecosystems }: Pick<Agent, 'ecosystems'>,
  projects: readonly Project[],
): readonly EcosystemName[] {
  return ecosystems.length > 0
    ? ecosystems
    : [...new Set(projects.map(({ ecosystem }) => ecosystem))];
}

/** Whether it waits for the same build of another: only what builds by itself, and Rust alone. */
export function takesTurns(
  agent: Pick<Agent, 'ecosystems' | 'interactive'>,
  projects: readonly Project[],
): boolean {
  return !agent.interactive && ecosystemsOf(agent, projects).every((name) => name === 'rust');
}

/** A message for each tenth that is copied. */
export function copyProgress(
  onProgress: ((message: string) => void) | undefined,
): (part: string, bytes: number, total: number) => void {
  let told = '';
  return (part, bytes, total) => {
    const message = `Copying ${part}: ${String(Math.floor((bytes / total) * 10) * 10)} %`;
    if (message !== told) onProgress?.(message);
    told = message;
  };
}
